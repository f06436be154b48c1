using System.Runtime.CompilerServices;
using System.Threading.Channels;
using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Client.Following;

/// <summary>
/// The following of all of one's own patients: one queue for the app, in which each patient's subscription has its turns. What waits of
/// a patient who leaves is purged with the subscription, so only the order is kept here.
/// </summary>
internal sealed class OwnFollow(IReadOnlyList<string> topics, FollowOptions options)
{
    private readonly Channel<Turn> _turns = Channel.CreateUnbounded<Turn>();
    private volatile Exception? _end;
    private volatile bool _isKnown;
    private int _missing;

    public Guid Id { get; } = Guid.NewGuid();

    public IReadOnlyList<string> Topics => topics;

    public FollowOptions Options => options;

    /// <summary>Whether the server knows it, so that it can be resumed.</summary>
    public bool IsKnown
    {
        get => _isKnown;
        set => _isKnown = value;
    }

    /// <summary>A patient has joined: tells the app, and gives the patient's subscription its turns from now on.</summary>
    public Subscription Join(Joined joined)
    {
        var subscription = new Subscription(topics, options) { Id = joined.SubscriptionId, Follow = this };
        subscription.Arrived = () => _turns.Writer.TryWrite(new Turn(null, subscription));
        var granted = new SubscribeResult
        {
            SubscriptionId = joined.SubscriptionId,
            PatientId = joined.PatientId,
            Start = joined.Start,
            Audience = joined.Audience,
            Gap = joined.Gap,
            RepeatedThrough = joined.RepeatedThrough,
        };
        subscription.StartAt(granted);
        subscription.Grant(granted);
        Show(new PatientJoined(joined.PatientId, joined.Because, joined.Audience, joined.Start) { Missed = joined.Gap });
        return subscription;
    }

    /// <summary>Tells the app something, behind what it was told before.</summary>
    public void Show(FollowUpdate update) => _turns.Writer.TryWrite(new Turn(update, null));

    /// <summary>Tells the app how many patients are missing, unless it knows.</summary>
    public void Miss(int count)
    {
        if (Interlocked.Exchange(ref _missing, count) != count) Show(new PatientsMissing(count));
    }

    /// <summary>Ends it: the app gets the exception, or a plain end when there is none, and nothing that still waits.</summary>
    public void End(Exception? exception)
    {
        _end ??= exception;
        if (!_turns.Writer.TryComplete(exception)) return;
        while (_turns.Reader.TryRead(out _))
        {
            // Purged.
        }
    }

    /// <summary>Updates in order. Asking for the next one says that the notification before was handled.</summary>
    public async IAsyncEnumerable<FollowUpdate> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await _turns.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (!_turns.Reader.TryRead(out var turn)) continue;
            if (turn.Update is { } update) yield return update;
            if (turn.Of is { } subscription)
            {
                foreach (var notification in subscription.TakeNext()) yield return notification;
            }

            if (_end is { } end) throw end;
        }
    }

    private readonly record struct Turn(FollowUpdate? Update, Subscription? Of);
}
