using RealtimeCare.Contracts.Messages;
using RealtimeCare.Server.Problems;

namespace RealtimeCare.Server.Ingest;

/// <summary>What became of an event to publish.</summary>
internal abstract record IntakeResult
{
    private IntakeResult() { }

    /// <summary>The answer for one event among several.</summary>
    public PublishOutcome ToOutcome() => this switch
    {
        Taken taken => new PublishOutcome { Result = taken.Result },
        Refused { Problem: var problem } => new PublishOutcome
        {
            Error = new PublishError { Code = problem.Code, Message = ErrorText.Of(problem.Code), Path = problem.Path },
        },
        _ => throw new InvalidOperationException("An event has no answer."),
    };

    /// <summary>It is durable.</summary>
    public sealed record Taken(PublishResult Result) : IntakeResult;

    /// <summary>It was refused, and nothing of it stays.</summary>
    public sealed record Refused(CodedProblem Problem) : IntakeResult;
}
