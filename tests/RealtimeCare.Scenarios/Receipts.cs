using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios;

/// <summary>Events that ask for acknowledgement, over bare connections and HTTP.</summary>
internal static class Receipts
{
    /// <summary>A heart rate that somebody must have seen in five minutes.</summary>
    public static PublishRequest Alarm(this TestPatient patient, int beats = 180) =>
        Some.Vital(patient.ById, beats) with { Severity = EventSeverity.Critical };

    public static ReportRequest ReportOf(this RawConnection connection, Guid subscription, long offset, ReceiptLevel level) => new()
    {
        InvocationId = Guid.NewGuid(),
        ConnectionToken = connection.Welcome.ConnectionToken,
        SubscriptionId = subscription,
        Offset = offset,
        Level = level,
    };

    public static Task<Done> ReportAsync(this RawConnection connection, Guid subscription, long offset, ReceiptLevel level) =>
        connection.InvokeAsync<Done>(nameof(ICareHub.Report), connection.ReportOf(subscription, offset, level));

    /// <summary>Waits until as many of a service's outcomes are there as it takes.</summary>
    public static async Task<IReadOnlyList<EventOutcome>> UntilOutcomesAsync(this TestCare care, Service service, int count, Position? after = null)
    {
        List<EventOutcome> all = [];
        while (all.Count < count)
        {
            var page = await care.OutcomesAsync(service, new OutcomesRequest { After = after, WaitSeconds = 15 });
            if (page.Outcomes.Count == 0) throw new InvalidOperationException($"There are {all.Count} outcomes, not {count}.");
            all.AddRange(page.Outcomes);
            after = all[^1].Cursor;
        }
        return all;
    }

    public static async Task<OutcomesResult> OutcomesAsync(this TestCare care, Service service, OutcomesRequest request) =>
        (await care.Api.PostAsync("/api/v1/events/outcomes", request, (await service.TokensAsync()).Access)).Ok().As<OutcomesResult>();

    public static async Task<IReadOnlyList<UndeliveredEvent>> UndeliveredAsync(this RawConnection connection) =>
        (await connection.InvokeAsync<UndeliveredResult>(nameof(IAdminHub.Undelivered), new UndeliveredRequest
        {
            InvocationId = Guid.NewGuid(), ConnectionToken = connection.Welcome.ConnectionToken,
        })).Events;

    public static ReceiversRequest ReceiversOf(this RawConnection connection, PatientReference patient, PublishResult published) => new()
    {
        InvocationId = Guid.NewGuid(),
        ConnectionToken = connection.Welcome.ConnectionToken,
        Patient = patient,
        Position = published.Position,
        Restricted = published.Restricted,
    };

    public static Task<ReceiversResult> ReceiversAsync(this RawConnection connection, PatientReference patient, PublishResult published) =>
        connection.InvokeAsync<ReceiversResult>(nameof(IAdminHub.Receivers), connection.ReceiversOf(patient, published));
}
