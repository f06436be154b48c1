using RealtimeCare.Contracts.Messages;
using RealtimeCare.Hammer.Checks;
using RealtimeCare.Hammer.Publishing;
using RealtimeCare.Hammer.Reporting;
using RealtimeCare.Hammer.World;

namespace RealtimeCare.Hammer.Following;

/// <summary>What one client received; judges each event as it comes, by its content and not by the numbering that came with it.</summary>
internal sealed class Inbox(string name, Ledger ledger, Findings findings, Latencies latencies)
{
    private readonly Lock gate = new();
    private readonly Dictionary<int, PatientInbox> patients = [];
    private volatile TaskCompletionSource? frozen;
    private long calmSince = long.MaxValue;

    public string Name => name;

    /// <summary>How many durable events have come.</summary>
    public int Count { get; private set; }

    /// <summary>Since when nothing holds this client up; in the far future while something does.</summary>
    public long CalmSince => Volatile.Read(ref calmSince);

    /// <summary>From now on no outage of this client's own lengthens what is measured.</summary>
    public void Calm() => Volatile.Write(ref calmSince, Pause.Now);

    public void Disturb() => Volatile.Write(ref calmSince, long.MaxValue);

    /// <summary>Handles nothing, and so acknowledges nothing, until <see cref="Thaw"/>.</summary>
    public void Freeze()
    {
        Disturb();
        frozen ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public void Thaw()
    {
        var waiting = frozen;
        frozen = null;
        waiting?.TrySetResult();
    }

    /// <summary>Waits while the client is frozen.</summary>
    public Task ThawedAsync(CancellationToken cancellationToken) => frozen?.Task.WaitAsync(cancellationToken) ?? Task.CompletedTask;

    /// <summary>Following begins anew with the latest state, which may have come before.</summary>
    public void StateComesAgain(int patient)
    {
        lock (gate) Of(patient).State = 0;
    }

    /// <summary>Takes an event that came in the stream of a patient.</summary>
    public void Take(int patient, CareEvent arrived)
    {
        if (Resources.HasCanary(arrived.Resource)) Add(FindingKind.Leaked, $"a field that is withheld from nurses, in {arrived}");
        if (!Ledger.Followed.Contains(arrived.Topic)) Add(FindingKind.Leaked, $"{arrived} of topic {arrived.Topic}, which it does not follow");
        if (Resources.NumberOf(arrived.Resource) is not { } number || ledger.Find(number) is not { } sent)
        {
            Add(FindingKind.Leaked, $"{arrived}, which nobody published");
            return;
        }

        if (sent.Patient != patient) Add(FindingKind.Leaked, $"{sent} of another patient");
        lock (gate)
        {
            if (arrived.Class == EventClass.State) TakeState(Of(patient), arrived, sent);
            else TakeDurable(Of(patient), arrived, sent);
        }

        if (sent.Attempts == 1 && sent.SentAt > CalmSince) latencies.Add(sent.SentAt);
    }

    /// <summary>Durable events of a patient so far, in the order in which they came.</summary>
    public IReadOnlyList<Arrival> Of(int patient, out long state)
    {
        lock (gate)
        {
            var inbox = Of(patient);
            state = inbox.State;
            return [.. inbox.Arrivals];
        }
    }

    /// <summary>Those of these promises that have not arrived.</summary>
    public IReadOnlyList<Published> MissingOf(int patient, IEnumerable<Published> promised)
    {
        lock (gate)
        {
            var inbox = Of(patient);
            return [.. promised.Where(one => !inbox.Numbers.Contains(one.Number))];
        }
    }

    public void Add(FindingKind kind, string text) => findings.Add(kind, $"{name} received {text}");

    private void TakeDurable(PatientInbox inbox, CareEvent arrived, Published sent)
    {
        Count++;
        if (!inbox.Numbers.Add(sent.Number))
        {
            Add(FindingKind.Duplicated, $"{sent} twice, the second time at offset {arrived.Offset}");
            return;
        }

        if (arrived.Offset <= inbox.Highest) Add(FindingKind.Reordered, $"{sent} at offset {arrived.Offset} after that at {inbox.Highest}");
        inbox.Highest = Math.Max(inbox.Highest, arrived.Offset);
        inbox.Arrivals.Add(new Arrival(sent.Number, arrived.EventId, arrived.Offset));
    }

    private void TakeState(PatientInbox inbox, CareEvent arrived, Published sent)
    {
        if (arrived.StateVersion <= inbox.State) Add(FindingKind.Reordered, $"{sent} as state {arrived.StateVersion} after {inbox.State}");
        inbox.State = Math.Max(inbox.State, arrived.StateVersion);
    }

    private PatientInbox Of(int patient)
    {
        if (!patients.TryGetValue(patient, out var inbox)) patients[patient] = inbox = new PatientInbox();
        return inbox;
    }

    private sealed class PatientInbox
    {
        public List<Arrival> Arrivals { get; } = [];

        public HashSet<int> Numbers { get; } = [];

        public long Highest { get; set; }

        public long State { get; set; }
    }
}
