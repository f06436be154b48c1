using System.Text.Json;
using RealtimeCare.Server.Problems;

namespace RealtimeCare.Server.Invocations;

/// <summary>A call that changes something, from when it began until its outcome is forgotten.</summary>
internal sealed class KeptCall(byte[] digest)
{
    private readonly TaskCompletionSource<CallOutcome?> done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What was asked for.</summary>
    public byte[] Digest => digest;

    /// <summary>How it came out; null when it was given up, so that whoever repeats it does it anew.</summary>
    public Task<CallOutcome?> Done => done.Task;

    /// <summary>When it is forgotten; never while it runs.</summary>
    public DateTimeOffset EndsAt { get; private set; } = DateTimeOffset.MaxValue;

    /// <summary>What its answer counts of what may be kept.</summary>
    public int Bytes { get; set; }

    public void Finish(CallOutcome? outcome, DateTimeOffset endsAt)
    {
        EndsAt = endsAt;
        done.TrySetResult(outcome);
    }
}

/// <summary>What a method gave: an answer that is still to be shaped for whoever asks, or a refusal.</summary>
internal sealed record CallOutcome(object? Answer, CareRefusalException? Refusal)
{
    /// <summary>About how large the answer is: its bytes as JSON.</summary>
    public int Bytes { get; } = SizeOf(Answer);

    public override string ToString() => "(outcome)";

    private static int SizeOf(object? answer)
    {
        if (answer is null) return 0;
        try
        {
            return JsonSerializer.SerializeToUtf8Bytes(answer, answer.GetType()).Length;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // The call is carried out all the same. Of what cannot be measured nobody knows that it is small.
            return int.MaxValue;
        }
    }
}
