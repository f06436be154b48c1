using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.SignalR;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Connecting;

/// <summary>
/// Source-generated JSON of everything that crosses a hub, so that the SDK runs trimmed and compiled ahead of time. A type that is not
/// listed cannot be read or written; a test compares the list with the messages of the contract.
/// </summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(AccessChanged))]
[JsonSerializable(typeof(AccessExplanation))]
[JsonSerializable(typeof(AccessFactor))]
[JsonSerializable(typeof(AcknowledgeRequest))]
[JsonSerializable(typeof(Acknowledgement))]
[JsonSerializable(typeof(AttestBreakGlassRequest))]
[JsonSerializable(typeof(AudiencePreview))]
[JsonSerializable(typeof(BreakGlassBanner))]
[JsonSerializable(typeof(BreakGlassEnded))]
[JsonSerializable(typeof(BreakGlassGrant))]
[JsonSerializable(typeof(BreakGlassGrantsRequest))]
[JsonSerializable(typeof(BreakGlassGrantsResult))]
[JsonSerializable(typeof(BreakGlassRequest))]
[JsonSerializable(typeof(BreakGlassResult))]
[JsonSerializable(typeof(CareEvent))]
[JsonSerializable(typeof(ConnectionEnding))]
[JsonSerializable(typeof(Done))]
[JsonSerializable(typeof(EndBreakGlassRequest))]
[JsonSerializable(typeof(EndSessionsRequest))]
[JsonSerializable(typeof(EndSessionsResult))]
[JsonSerializable(typeof(EventBatch))]
[JsonSerializable(typeof(EventOutcome))]
[JsonSerializable(typeof(ExplainAccessOfRequest))]
[JsonSerializable(typeof(ExplainAccessRequest))]
[JsonSerializable(typeof(FollowInboxRequest))]
[JsonSerializable(typeof(FollowIncomplete))]
[JsonSerializable(typeof(FollowMineRequest))]
[JsonSerializable(typeof(FollowMineResult))]
[JsonSerializable(typeof(Gap))]
[JsonSerializable(typeof(Joined))]
[JsonSerializable(typeof(Left))]
[JsonSerializable(typeof(LiveSession))]
[JsonSerializable(typeof(LiveSessionsRequest))]
[JsonSerializable(typeof(LiveSessionsResult))]
[JsonSerializable(typeof(OutcomesRequest))]
[JsonSerializable(typeof(OutcomesResult))]
[JsonSerializable(typeof(PatientIdentifier))]
[JsonSerializable(typeof(PatientReference))]
[JsonSerializable(typeof(Position))]
[JsonSerializable(typeof(PreviewResult))]
[JsonSerializable(typeof(PublishBatchRequest))]
[JsonSerializable(typeof(PublishBatchResult))]
[JsonSerializable(typeof(PublishError))]
[JsonSerializable(typeof(PublishOutcome))]
[JsonSerializable(typeof(PublishRequest))]
[JsonSerializable(typeof(PublishResult))]
[JsonSerializable(typeof(PublishStreamRequest))]
[JsonSerializable(typeof(QuarantineListRequest))]
[JsonSerializable(typeof(QuarantineListResult))]
[JsonSerializable(typeof(QuarantinedContent))]
[JsonSerializable(typeof(QuarantinedEvent))]
[JsonSerializable(typeof(Receiver))]
[JsonSerializable(typeof(ReceiversRequest))]
[JsonSerializable(typeof(ReceiversResult))]
[JsonSerializable(typeof(ReloadRequired))]
[JsonSerializable(typeof(ReportActivityRequest))]
[JsonSerializable(typeof(ReportActivityResult))]
[JsonSerializable(typeof(ReportRequest))]
[JsonSerializable(typeof(ResumeOutcome))]
[JsonSerializable(typeof(ResumeRequest))]
[JsonSerializable(typeof(ResumeResult))]
[JsonSerializable(typeof(ResumedFollow))]
[JsonSerializable(typeof(ResumedSubscription))]
[JsonSerializable(typeof(ReviewBreakGlassRequest))]
[JsonSerializable(typeof(RevokeBreakGlassRequest))]
[JsonSerializable(typeof(SessionEnding))]
[JsonSerializable(typeof(SnapshotRequest))]
[JsonSerializable(typeof(SnapshotResult))]
[JsonSerializable(typeof(SubscribeRequest))]
[JsonSerializable(typeof(SubscribeResult))]
[JsonSerializable(typeof(SubscriptionTop))]
[JsonSerializable(typeof(Tops))]
[JsonSerializable(typeof(UndeliveredEvent))]
[JsonSerializable(typeof(UndeliveredRequest))]
[JsonSerializable(typeof(UndeliveredResult))]
[JsonSerializable(typeof(UnsubscribeRequest))]
[JsonSerializable(typeof(Welcome))]
// What SignalR asks for when a call has no answer.
[JsonSerializable(typeof(object))]
internal sealed partial class WireJson : JsonSerializerContext
{
    /// <summary>SignalR's settings as everybody has them; only where the types come from is another.</summary>
    public static JsonSerializerOptions CreateOptions()
    {
        var generated = new JsonSerializerOptions(new JsonHubProtocolOptions().PayloadSerializerOptions) { TypeInfoResolver = Default };
        return new JsonSerializerOptions(generated) { Converters = { new CareEventReader(generated) } };
    }
}
