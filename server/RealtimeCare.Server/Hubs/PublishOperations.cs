using System.Runtime.CompilerServices;
using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Server.Ingest;
using RealtimeCare.Server.Invocations;
using RealtimeCare.Server.Problems;

namespace RealtimeCare.Server.Hubs;

/// <summary>Takes a stream of events: as many at a time as have come, so that those that come fast share a commit.</summary>
internal sealed class PublishOperations(EventIntake intake, PublishMeter meter, RequestCheck check)
{
    public async IAsyncEnumerable<PublishOutcome> PublishAsync(
        Invocation invocation, IAsyncEnumerable<PublishRequest> events, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!invocation.Connection.TryOpenPublishing()) throw new CareRefusalException(ErrorCode.Busy);
        try
        {
            await using var incoming = new EventStream(events, cancellationToken);
            while (await incoming.NextAsync() is { Count: > 0 } taken)
            {
                // The stream may last as long as the connection: each event is taken for a session that lives.
                check.Standing(invocation.Connection);
                var (entry, problem) = meter.Enter(invocation.Caller, taken.Sum(one => (long)one.Request.Resource.Utf8.Length));
                if (problem is not null) throw new CareRefusalException(problem.Code, problem.RetryAfterMs);
                using var underWay = entry;
                foreach (var answer in await intake.TakeAsync(invocation.Caller, taken, invocation.RequestId, cancellationToken))
                    yield return answer.ToOutcome();
            }
        }
        finally
        {
            invocation.Connection.ClosePublishing();
        }
    }
}
