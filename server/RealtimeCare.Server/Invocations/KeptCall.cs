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

    public void Finish(CallOutcome? outcome, DateTimeOffset endsAt)
    {
        EndsAt = endsAt;
        done.TrySetResult(outcome);
    }
}

/// <summary>What a method gave: an answer that is still to be shaped for whoever asks, or a refusal.</summary>
internal sealed record CallOutcome(object? Answer, CareRefusalException? Refusal)
{
    public override string ToString() => "(outcome)";
}
