using RealtimeCare.Policy.Access;

namespace RealtimeCare.Server.Ingest;

/// <summary>The open streams of each publisher: so many and no more, since each holds events that nobody has taken yet.</summary>
internal sealed class PublishStreamMeter
{
    private readonly Lock gate = new();
    private readonly Dictionary<(TenantId Tenant, SubjectId Subject), int> open = [];

    /// <summary>Counts a stream in until what is given back is disposed of; null when there are as many as there may be.</summary>
    public IDisposable? Open(Caller caller)
    {
        var publisher = (caller.Tenant, caller.Subject);
        lock (gate)
        {
            var own = open.GetValueOrDefault(publisher);
            if (own >= IngestLimits.StreamsOpen
                || open.Where(one => one.Key.Tenant == caller.Tenant).Sum(one => one.Value) >= IngestLimits.StreamsOpenOfTenant
                || open.Values.Sum() >= IngestLimits.StreamsOpenOfAll) return null;
            open[publisher] = own + 1;
        }
        return new OpenStream(this, publisher);
    }

    private void Close((TenantId, SubjectId) publisher)
    {
        lock (gate)
        {
            if (--open[publisher] == 0) open.Remove(publisher);
        }
    }

    private sealed class OpenStream(PublishStreamMeter meter, (TenantId, SubjectId) publisher) : IDisposable
    {
        private int closed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref closed, 1) == 0) meter.Close(publisher);
        }
    }
}
