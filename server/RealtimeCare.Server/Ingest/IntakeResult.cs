using RealtimeCare.Contracts.Messages;
using RealtimeCare.Server.Problems;

namespace RealtimeCare.Server.Ingest;

/// <summary>What became of an event to publish.</summary>
internal abstract record IntakeResult
{
    private IntakeResult() { }

    /// <summary>It is durable.</summary>
    public sealed record Taken(PublishResult Result) : IntakeResult;

    /// <summary>It was refused, and nothing of it stays.</summary>
    public sealed record Refused(CodedProblem Problem) : IntakeResult;
}
