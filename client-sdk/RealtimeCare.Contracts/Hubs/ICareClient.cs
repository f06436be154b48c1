using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Contracts.Hubs;

/// <summary>What the server sends to a clinician's app.</summary>
public interface ICareClient : IEndingClient
{
    /// <summary>Events of one subscription, in order.</summary>
    Task Events(EventBatch batch);

    /// <summary>
    /// Critical events ahead of their turn, since a backlog waits before them. They move nothing: each comes again in its order, and
    /// is shown once.
    /// </summary>
    Task UrgentEvents(EventBatch batch);

    /// <summary>How far the server has sent; whoever stands before it has lost a batch and resumes.</summary>
    Task Tops(Tops tops);

    /// <summary>The rights of a running subscription changed.</summary>
    Task AccessChanged(AccessChanged change);

    /// <summary>Drop what is kept of a subscription and subscribe from the start.</summary>
    Task ReloadRequired(ReloadRequired reload);

    /// <summary>A patient of a following is followed from here on.</summary>
    Task Joined(Joined joined);

    /// <summary>A patient of a following is followed no more.</summary>
    Task Left(Left left);

    /// <summary>Patients of a following could not join.</summary>
    Task FollowIncomplete(FollowIncomplete incomplete);

    /// <summary>A grant of this session has ended: take the banner down.</summary>
    Task BreakGlassEnded(BreakGlassEnded ended);
}
