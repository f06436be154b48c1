using RealtimeCare.Contracts.Codes;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Problems;

namespace RealtimeCare.Server.Ingest;

/// <summary>
/// What each publisher has under way, over HTTP and the hub together: so much and no more. Whoever floods waits for itself; for everybody
/// else it is as many events ahead in the queue as one publisher may have there, and the memory that they take is bounded. A tenant has a
/// share of it, so that no tenant's publishers together keep another's out.
/// </summary>
internal sealed class PublishMeter
{
    private readonly Lock gate = new();
    private readonly Dictionary<(TenantId, SubjectId), Load> loads = [];
    private readonly Dictionary<TenantId, long> bytesOfTenants = [];
    private long bytesOfAll;

    /// <summary>Counts a request in until what is given back is disposed of; the refusal when it has to come later.</summary>
    public (IDisposable? Entry, CodedProblem? Problem) Enter(Caller caller, long bytes)
    {
        var publisher = (caller.Tenant, caller.Subject);
        lock (gate)
        {
            if (bytesOfAll + bytes > IngestLimits.BytesUnderWayOfAll) return (null, new CodedProblem(ErrorCode.Unavailable));
            var load = loads.GetValueOrDefault(publisher);
            var ofTenant = bytesOfTenants.GetValueOrDefault(caller.Tenant) + bytes;
            if (load.Requests >= IngestLimits.RequestsUnderWay || load.Bytes + bytes > IngestLimits.BytesUnderWay || ofTenant > IngestLimits.BytesUnderWayOfTenant)
                return (null, new CodedProblem(ErrorCode.Busy) { RetryAfterMs = IngestLimits.BusyRetryMs });
            loads[publisher] = new Load(load.Requests + 1, load.Bytes + bytes);
            bytesOfTenants[caller.Tenant] = ofTenant;
            bytesOfAll += bytes;
        }
        return (new Entry(this, publisher, bytes), null);
    }

    private void Leave((TenantId Tenant, SubjectId) publisher, long bytes)
    {
        lock (gate)
        {
            bytesOfAll -= bytes;
            var ofTenant = bytesOfTenants.GetValueOrDefault(publisher.Tenant) - bytes;
            if (ofTenant == 0) bytesOfTenants.Remove(publisher.Tenant);
            else bytesOfTenants[publisher.Tenant] = ofTenant;
            var left = new Load(loads[publisher].Requests - 1, loads[publisher].Bytes - bytes);
            if (left.Requests == 0) loads.Remove(publisher);
            else loads[publisher] = left;
        }
    }

    private readonly record struct Load(int Requests, long Bytes);

    private sealed class Entry(PublishMeter meter, (TenantId, SubjectId) publisher, long bytes) : IDisposable
    {
        private int left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref left, 1) == 0) meter.Leave(publisher, bytes);
        }
    }
}
