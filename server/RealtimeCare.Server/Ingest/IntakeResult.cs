using Microsoft.AspNetCore.Http;
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
            Error = new PublishError
            {
                Code = problem.Code,
                Message = ErrorText.Of(problem.Code),
                Path = problem.Path,
                QuarantineId = problem.QuarantineId,
                QuarantineFull = problem.QuarantineFull,
            },
        },
        _ => throw new InvalidOperationException("An event has no answer."),
    };

    /// <summary>The answer over HTTP for an event alone.</summary>
    public IResult ToAnswer() => this switch
    {
        Taken { Result.Duplicate: true } taken => TypedResults.Ok(taken.Result),
        Taken taken => TypedResults.Json(taken.Result, statusCode: StatusCodes.Status201Created),
        Refused refused => refused.Problem,
        _ => throw new InvalidOperationException("An event has no answer."),
    };

    /// <summary>It is durable.</summary>
    public sealed record Taken(PublishResult Result) : IntakeResult;

    /// <summary>It was refused; nothing of it stays, except in its publisher's quarantine.</summary>
    public sealed record Refused(CodedProblem Problem) : IntakeResult;
}
