using System.Collections.Concurrent;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Hammer.Checks;
using RealtimeCare.Testing;

namespace RealtimeCare.Hammer.Publishing;

/// <summary>What was published and what the host acknowledged of it.</summary>
internal sealed class Ledger(Findings findings, Func<int> life)
{
    /// <summary>The topics that clients follow.</summary>
    public static readonly string[] Followed = [The.Labs, The.Vitals];

    private readonly ConcurrentDictionary<int, Published> events = new();
    private readonly ConcurrentDictionary<(int Patient, bool IsState, long Place), Published> places = new();
    private int last;
    private int acknowledged;
    private int repeatsAnswered;
    private int unavailable;

    /// <summary>How many events were refused because something that the host needs was down.</summary>
    public int Unavailable => unavailable;

    public int Acknowledged => acknowledged;

    /// <summary>How many repeats of a key got the first answer again.</summary>
    public int RepeatsAnswered => repeatsAnswered;

    public void Refuse() => Interlocked.Increment(ref unavailable);

    public IEnumerable<Published> All => events.Values;

    /// <summary>Notes an event before it is sent, since it may be received before its acknowledgement is.</summary>
    public Published Add(Func<int, Published> make)
    {
        var published = make(Interlocked.Increment(ref last));
        return events[published.Number] = published;
    }

    public Published? Find(int number) => events.GetValueOrDefault(number);

    /// <summary>Any event that was acknowledged lately.</summary>
    public Published? Recent(Random random) =>
        Volatile.Read(ref last) is var newest && newest > 0 && Find(Math.Max(1, newest - random.Next(400))) is { Result: not null } found ? found : null;

    /// <summary>Durable events of topics that are followed, among the newest.</summary>
    public IReadOnlyList<Published> Newest(int count) =>
        [.. Enumerable.Range(Math.Max(1, Volatile.Read(ref last) - count), count).Select(Find).OfType<Published>().Where(IsPromised)];

    /// <summary>Takes the host's promise and holds it against all others.</summary>
    public void Acknowledge(Published published, PublishResult result)
    {
        if (published.Result is { } before)
        {
            Interlocked.Increment(ref repeatsAnswered);
            if (!result.Duplicate || before.EventId != result.EventId || before.Position != result.Position || before.StateVersion != result.StateVersion)
                findings.Add(FindingKind.Duplicated, $"the {published} was taken again at {Place(published, result)} under the same key");
            return;
        }

        if (result.Duplicate && published.Attempts == 1)
            findings.Add(FindingKind.Lost, $"event {published.Number} was answered as a repeat when it was sent for the first time");
        else if (result.Duplicate)
            Interlocked.Increment(ref repeatsAnswered);
        (published.Life, published.PromisedAt, published.Result) = (life(), Pause.Now, result);
        Interlocked.Increment(ref acknowledged);
        var place = (published.Patient, published.Class == EventClass.State, Place(published, result));
        if (!places.TryAdd(place, published))
            findings.Add(FindingKind.Lost, $"the {published} got the place that the {places[place]} had been promised");
    }

    /// <summary>Durable events that the host promised for a patient, of topics that are followed.</summary>
    public IReadOnlyList<Published> PromisedFor(int patient) =>
        [.. events.Values.Where(one => one.Patient == patient && IsPromised(one))
            .OrderBy(one => one.Result!.Position.Offset)];

    /// <summary>The latest state that the host promised for a patient; 0 when there is none.</summary>
    public long StateOf(int patient) =>
        events.Values.Where(one => one.Patient == patient && one is { Class: EventClass.State, Result: not null })
            .Select(one => one.Result!.StateVersion).DefaultIfEmpty().Max();

    private static bool IsPromised(Published one) => one is { Class: EventClass.Durable, Result: not null } && Followed.Contains(one.Topic);

    private static long Place(Published published, PublishResult result) =>
        published.Class == EventClass.State ? result.StateVersion : result.Position.Offset;
}
