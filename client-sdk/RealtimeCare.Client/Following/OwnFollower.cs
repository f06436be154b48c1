using System.Runtime.CompilerServices;
using RealtimeCare.Client.Connecting;
using RealtimeCare.Contracts.Hubs;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Following;

/// <summary>Begins and ends the following of one's own patients.</summary>
internal sealed class OwnFollower(SubscriptionRegistry registry, PatientFollower follower)
{
    public async IAsyncEnumerable<FollowUpdate> StreamAsync(
        IReadOnlyList<string> topics, FollowOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var follow = new OwnFollow([.. topics], options);
        registry.Add(follow);
        try
        {
            await FollowAsync(follow, cancellationToken).ConfigureAwait(false);
            await foreach (var update in follow.ReadAsync(cancellationToken).ConfigureAwait(false)) yield return update;
        }
        finally
        {
            registry.Remove(follow);
            await follower.UnsubscribeAsync(follow.Id).ConfigureAwait(false);
        }
    }

    private Task FollowAsync(OwnFollow follow, CancellationToken cancellationToken) => follower.AskAsync<FollowMineResult>(
        nameof(ICareHub.FollowMine), stamp => RequestOf(stamp, follow), (_, link, moves) => registry.Grant(follow, link, moves), cancellationToken);

    private static FollowMineRequest RequestOf(CallStamp stamp, OwnFollow follow) => new()
    {
        InvocationId = stamp.InvocationId,
        ConnectionToken = stamp.ConnectionToken,
        FollowId = follow.Id,
        Topics = follow.Topics,
        Restricted = follow.Options.Restricted,
        Audience = follow.Options.Audience,
        From = follow.Options.From,
    };
}
