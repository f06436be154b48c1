using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using RealtimeCare.Audit.Trail;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Access;

namespace RealtimeCare.Testing;

/// <summary>Notes what a call does on its way: the reads of the patients' directory and the entries of the trail.</summary>
public sealed class Watched
{
    private readonly ConcurrentQueue<string> steps = new();

    /// <summary>The steps since the last look.</summary>
    public IReadOnlyList<string> Take()
    {
        var taken = new List<string>();
        while (steps.TryDequeue(out var step)) taken.Add(step);
        return taken;
    }

    /// <summary>Stands before the host's directory and trail.</summary>
    public void Replace(IServiceCollection services)
    {
        var directory = services.Last(d => d.ServiceType == typeof(IPatientDirectory)).ImplementationType!;
        services.AddSingleton<IPatientDirectory>(p => new WatchedDirectory((IPatientDirectory)ActivatorUtilities.CreateInstance(p, directory), this));
        services.AddSingleton<IAuditTrail>(p => new WatchedTrail(p.GetRequiredService<FileAuditTrail>(), this));
    }

    private sealed class WatchedDirectory(IPatientDirectory directory, Watched watched) : IPatientDirectory
    {
        public ValueTask<PatientId?> FindAsync(TenantId tenant, PatientReference reference, CancellationToken cancellationToken)
        {
            watched.steps.Enqueue("find");
            return directory.FindAsync(tenant, reference, cancellationToken);
        }

        public ValueTask<FoundPatient?> FindOrCreateAsync(
            TenantId tenant, IReadOnlyList<PatientIdentifier> identifiers, PatientId proposed, CancellationToken cancellationToken)
        {
            watched.steps.Enqueue("find or create");
            return directory.FindOrCreateAsync(tenant, identifiers, proposed, cancellationToken);
        }
    }

    private sealed class WatchedTrail(IAuditTrail trail, Watched watched) : IAuditTrail
    {
        public DateTimeOffset LastDurableAt => trail.LastDurableAt;

        public ValueTask<Receipt> AppendAsync(Entry entry, CancellationToken cancellationToken)
        {
            if (entry.Kind != EntryKinds.Heartbeat) watched.steps.Enqueue(Shown(entry));
            return trail.AppendAsync(entry, cancellationToken);
        }

        private static string Shown(Entry entry) =>
            $"{entry.Kind} {entry.Operation} {entry.Outcome} {entry.Reason} [{string.Join(' ', entry.Factors.Select(f => (f.Permits ? "" : "!") + f.Name))}]";
    }
}
