using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Sessions;
using RealtimeCare.Server.Streams.Receipts;

namespace RealtimeCare.Server.Ingest;

/// <summary>Reads a publisher's outcomes, and waits for the first one when it is asked to.</summary>
internal sealed class OutcomeReader(IReceiptStore receipts, OutcomeHints hints, SessionRegistry sessions, TimeProvider time)
{
    private const int MostOutcomes = 500;
    private const int UsualOutcomes = 100;
    private const int LongestWait = 30;

    /// <summary>More than a publisher has any use for; who opens more is answered at once.</summary>
    private const int MostWaiting = 8;

    /// <summary>The field that is out of range; null when all are right.</summary>
    public static string? FindMistake(OutcomesRequest request) => request switch
    {
        { Max: < 1 or > MostOutcomes } => "max",
        { WaitSeconds: < 0 or > LongestWait } => "waitSeconds",
        { After.Offset: < 0 } => "after",
        _ => null,
    };

    /// <summary>The outcomes; null when the session has ended while they were waited for.</summary>
    public async Task<OutcomesResult?> ReadAsync(Caller caller, OutcomesRequest request, CancellationToken cancellationToken)
    {
        var first = await ReadOnceAsync(caller, request, cancellationToken);
        if (request.WaitSeconds == 0 || first.Outcomes.Count > 0 || first.Gap is not null) return first;
        if (hints.Join(caller.Tenant, caller.Subject, MostWaiting) is not { } next) return first;
        try
        {
            // Again after joining, so that an outcome in between is seen by one of both.
            var again = await ReadOnceAsync(caller, request, cancellationToken);
            if (again.Outcomes.Count > 0) return again;
            await next.Task.WaitAsync(TimeSpan.FromSeconds(request.WaitSeconds), time, cancellationToken);
            return MayContinue(caller) ? await ReadOnceAsync(caller, request, cancellationToken) : null;
        }
        catch (TimeoutException)
        {
            return first;
        }
        finally
        {
            hints.Leave(caller.Tenant, caller.Subject, next);
        }
    }

    private bool MayContinue(Caller caller) => time.GetUtcNow() < caller.ExpiresAt && sessions.MayContinue(caller);

    private async Task<OutcomesResult> ReadOnceAsync(Caller caller, OutcomesRequest request, CancellationToken cancellationToken)
    {
        var after = request.After?.Offset ?? 0;
        var range = await ReadRangeAsync(after);
        // A cursor of another epoch, or one that was never given, says nothing: everything is read, and that is said.
        if (request.After is { } cursor && (cursor.Epoch != range.Epoch || after > range.Last))
            return new OutcomesResult { Outcomes = (await ReadRangeAsync(0)).Outcomes, Gap = new Gap { From = 0, To = 0, Reason = GapReason.Epoch } };
        return new OutcomesResult
        {
            Outcomes = range.Outcomes,
            Gap = request.After is not null && after < range.First - 1
                ? new Gap { From = after + 1, To = range.First - 1, Reason = GapReason.Retention }
                : null,
        };

        ValueTask<OutcomeRange> ReadRangeAsync(long behind) =>
            receipts.ReadOutcomesAsync(caller.Tenant, caller.Subject, behind, request.Max ?? UsualOutcomes, cancellationToken);
    }
}
