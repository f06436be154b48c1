using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Contracts.Hubs;

/// <summary>What a clinician's app may ask of the server.</summary>
public interface ICareHub
{
    /// <summary>Follow one patient's topics from a position.</summary>
    Task<SubscribeResult> Subscribe(SubscribeRequest request);

    /// <summary>Follow every patient whom the caller treats, also those who come later.</summary>
    Task<FollowMineResult> FollowMine(FollowMineRequest request);

    /// <summary>Follow one's own inbox: what was published to this person.</summary>
    Task<SubscribeResult> FollowInbox(FollowInboxRequest request);

    /// <summary>Take the session's subscriptions over to this connection.</summary>
    Task<ResumeResult> Resume(ResumeRequest request);

    /// <summary>Stop following.</summary>
    Task<Done> Unsubscribe(UnsubscribeRequest request);

    /// <summary>The latest state of a patient's topics.</summary>
    Task<SnapshotResult> Snapshot(SnapshotRequest request);

    /// <summary>A person did something: the idle time starts anew.</summary>
    Task<ReportActivityResult> ReportActivity(ReportActivityRequest request);

    /// <summary>Break the glass for one patient. It needs a recent sign-in.</summary>
    Task<BreakGlassResult> BreakGlass(BreakGlassRequest request);

    /// <summary>End one's own grant before its time.</summary>
    Task<Done> EndBreakGlass(EndBreakGlassRequest request);

    /// <summary>Say afterwards why one broke the glass.</summary>
    Task<Done> AttestBreakGlass(AttestBreakGlassRequest request);

    /// <summary>Why one may or may not follow a patient's topics; what is safe to tell.</summary>
    Task<AccessExplanation> ExplainAccess(ExplainAccessRequest request);

    /// <summary>The app has shown an event that asks for acknowledgement, or its person has accepted it.</summary>
    Task<Done> Report(ReportRequest request);

    /// <summary>The upload stream of acknowledgements: open it once, right after <see cref="Welcome"/>.</summary>
    Task Acknowledge(AcknowledgeRequest request, IAsyncEnumerable<Acknowledgement> acknowledgements);
}
