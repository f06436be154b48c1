using System.Runtime.CompilerServices;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Server.Ingest;
using RealtimeCare.Server.Invocations;
using RealtimeCare.Server.Problems;

namespace RealtimeCare.Server.Hubs;

/// <summary>Takes a stream of events: as many at a time as have come, so that those that come fast share a commit.</summary>
internal sealed class PublishOperations(EventIntake intake, PublishMeter meter, PublishStreamMeter streams, RequestCheck check)
{
    public async IAsyncEnumerable<PublishOutcome> PublishAsync(
        Invocation invocation, IAsyncEnumerable<PublishRequest> events, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!invocation.Connection.TryOpenPublishing()) throw new CareRefusalException(ErrorCode.Busy);
        try
        {
            using var open = streams.Open(invocation.Caller) ?? throw new CareRefusalException(ErrorCode.Busy, IngestLimits.BusyRetryMs);
            await using var incoming = new EventStream(events, cancellationToken);
            while (await incoming.NextAsync() is { Count: > 0 } taken)
            {
                // The stream may last as long as the connection: each event is taken for a session that lives.
                check.Standing(invocation.Connection);
                var (entry, problem) = meter.Enter(invocation.Caller, taken.Sum(one => one.Weight));
                if (problem is not null) throw new CareRefusalException(problem.Code, problem.RetryAfterMs);
                using var underWay = entry;
                var answers = await intake.TakeAsync(invocation.Caller, taken, invocation.RequestId, cancellationToken);
                // The token ended with this lot under way: all of it comes again with the next one, under the same keys.
                if (answers.Any(one => one is IntakeResult.Refused { Problem.Code: ErrorCode.Unauthenticated }))
                    throw new CareRefusalException(ErrorCode.Unauthenticated);
                foreach (var answer in answers)
                {
                    // Said by the end of the stream: an answer would let what comes behind overtake this event.
                    if (answer is IntakeResult.Refused { Problem: { Code: ErrorCode.Unavailable } down })
                        throw new CareRefusalException(down.Code, down.RetryAfterMs);
                    yield return answer.ToOutcome();
                }
            }
        }
        finally
        {
            invocation.Connection.ClosePublishing();
        }
    }
}
