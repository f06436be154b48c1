using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Hammer.Publishing;

/// <summary>One event on its way to the host and, once acknowledged, what the host promised.</summary>
/// <param name="Number">What the resource carries, unique in a run.</param>
/// <param name="Patient">The patient's place in the ward.</param>
internal sealed record Published(int Number, int Patient, string Topic, EventClass Class, string Key)
{
    public FhirJson Resource { get; init; }

    /// <summary>When it was sent first.</summary>
    public long SentAt { get; set; }

    public int Attempts { get; set; }

    /// <summary>The host's promise; null until then.</summary>
    public PublishResult? Result { get; set; }

    /// <summary>When the promise came.</summary>
    public long PromisedAt { get; set; }

    /// <summary>The life of the host that gave the promise.</summary>
    public int Life { get; set; }

    public override string ToString() => Result is null
        ? $"event {Number}, which was never acknowledged"
        : $"event {Number} at {(Class == EventClass.State ? $"state version {Result.StateVersion}" : $"offset {Result.Position.Offset}")}, acknowledged in life {Life}";
}
