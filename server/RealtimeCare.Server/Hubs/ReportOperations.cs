using RealtimeCare.Contracts.Codes;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Server.Delivery;
using RealtimeCare.Server.Delivery.Receipts;
using RealtimeCare.Server.Invocations;
using RealtimeCare.Server.Problems;
using RealtimeCare.Server.Sessions;
using RealtimeCare.Server.Streams;
using RealtimeCare.Server.Streams.Receipts;

namespace RealtimeCare.Server.Hubs;

/// <summary>Takes what people report: that they are there, and what they have seen and accepted.</summary>
internal sealed class ReportOperations(
    ReportTarget target, IReceiptStore receipts, ReceiptBook book, AdminSender administrators, SessionActivity activity)
{
    public DateTimeOffset Now => activity.Now;

    public async Task<ReportActivityResult> ReportActivityAsync(Invocation invocation)
    {
        await activity.NoteAsync(invocation.Connection.Session, invocation.Connection.Aborted);
        return new ReportActivityResult { IdleEndAt = invocation.Connection.Session.IdleEndAt };
    }

    /// <summary>An event that was never sent to the person looks like one that asks for nothing.</summary>
    public async Task<Done> ReportAsync(Invocation invocation, ReportRequest request)
    {
        if (request.Level is not (ReceiptLevel.Seen or ReceiptLevel.Accepted) || request.Offset <= 0)
            throw new CareRefusalException(ErrorCode.InvalidRequest);
        try
        {
            return await TakeAsync(invocation, request);
        }
        catch (StreamStoreUnavailableException)
        {
            throw new CareRefusalException(ErrorCode.Unavailable);
        }
    }

    private async Task<Done> TakeAsync(Invocation invocation, ReportRequest request)
    {
        var subscription = await target.FindAsync(invocation.Connection, request) ?? throw new CareRefusalException(ErrorCode.NothingToReport);
        await book.ReportedAsync(invocation.Connection, subscription, request);
        var report = new PersonsReport(subscription.Stream, request.Offset, invocation.Caller.Subject, Now, request.Level);
        var result = await receipts.ReportAsync(report, CancellationToken.None);
        if (!result.IsTracked) throw new CareRefusalException(ErrorCode.NothingToReport);
        if (result.EndsUndelivered) administrators.UndeliveredChanged(invocation.Caller.Tenant);
        return new Done { At = report.At };
    }
}
