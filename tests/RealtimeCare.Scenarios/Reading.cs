using System.Text.Json;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios;

/// <summary>Looking into what arrived.</summary>
internal static class Reading
{
    /// <summary>The beats of a heart rate: the tests number their events by it.</summary>
    public static int Beats(this CareEvent careEvent) => careEvent.Json().GetProperty("valueQuantity").GetProperty("value").GetInt32();

    public static JsonElement Json(this CareEvent careEvent)
    {
        using var document = careEvent.Resource.ToDocument();
        return document.RootElement.Clone();
    }

    public static IReadOnlyList<EventBatch> BatchesOf(this RawConnection connection, Guid subscription) =>
        [.. connection.Received.Items.Where(r => r.Name == nameof(ICareClient.Events)).Select(r => r.As<EventBatch>()).Where(b => b.SubscriptionId == subscription)];

    /// <summary>The end of a connection or session that the server announced.</summary>
    public static async Task<Received> UntilEndingAsync(this RawConnection connection) =>
        await connection.Received.UntilAsync(r => r.Name is nameof(IEndingClient.ConnectionEnding) or nameof(IEndingClient.SessionEnding), "the end");

    public static ResumeRequest Resume(this RawConnection connection, params ResumedSubscription[] subscriptions) => new()
    {
        InvocationId = Guid.NewGuid(), ConnectionToken = connection.Welcome.ConnectionToken, Subscriptions = subscriptions,
    };

    /// <summary>A subscription as far as it was received, ready to be taken over.</summary>
    public static ResumedSubscription AsReceived(this RawConnection connection, SubscribeRequest request, SubscribeResult result)
    {
        var batches = connection.BatchesOf(request.SubscriptionId);
        var last = batches.Count > 0 ? batches[^1] : null;
        return new ResumedSubscription
        {
            SubscriptionId = request.SubscriptionId,
            PatientId = result.PatientId,
            Topics = request.Topics,
            After = result.Start with { Offset = last?.Through ?? result.Start.Offset },
            StateAfter = last?.StateThrough ?? 0,
        };
    }
}
