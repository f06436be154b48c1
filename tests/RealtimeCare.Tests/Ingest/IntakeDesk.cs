using System.Collections.Frozen;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using RealtimeCare.Audit.Storage;
using RealtimeCare.Audit.Trail;
using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Access;
using RealtimeCare.Server.Ingest;
using RealtimeCare.Server.Ingest.Facts;
using RealtimeCare.Server.Ingest.Preview;
using RealtimeCare.Server.Ingest.Quarantine;
using RealtimeCare.Server.Storage;
using RealtimeCare.Server.Storage.Sqlite;
using RealtimeCare.Server.Streams;
using RealtimeCare.Server.Streams.Quarantine;
using RealtimeCare.Tests.Access;
using RealtimeCare.Tests.Streams;

namespace RealtimeCare.Tests.Ingest;

/// <summary>The publishers' door behind HTTP, on real databases and a trail in memory.</summary>
internal sealed class IntakeDesk : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().AddSingleton<IngestMetrics>().BuildServiceProvider();
    private readonly FactsDesk facts;
    private readonly SqliteStreamStore store;
    private readonly SqliteQuarantineStore quarantine;

    private IntakeDesk(FactsDesk facts)
    {
        this.facts = facts;
        store = new SqliteStreamStore(
            Options.Create(new StorageOptions { DataFolder = folder.Path }), StorageKeys.Open(folder.Path), new StreamHints(), facts.Time,
            NullLogger<SqliteStreamStore>.Instance);
        quarantine = new SqliteQuarantineStore(
            Options.Create(new StorageOptions { DataFolder = folder.Path }), StorageKeys.Open(folder.Path), facts.Time);
        var patients = Patients = new PatientIntake(facts.Patients, Trail, facts.Time);
        var access = new PublishAccess(new LivePolicy(PolicySet.Default), facts.Facts, new PickyTrail(this), facts.Time, Options.Create(new StreamsOptions()));
        var outcomes = new EventOutcomes(
            new QuarantineIntake(access, quarantine, Limits), services.GetRequiredService<IngestMetrics>(), NullLogger<EventOutcomes>.Instance);
        Events = new EventIntake(access, patients, store, outcomes, NullLogger<EventIntake>.Instance);
        Preview = new EventPreview(access, patients, new LivePolicy(PolicySet.Default));
        Quarantine = new QuarantineDesk(quarantine, Events, access, Limits);
        Facts = new FactsIntake(facts.Facts, patients, Trail, facts.Time);
    }

    public MemoryAuditTrail Trail { get; } = new();

    /// <summary>Entries that the trail refuses, while it takes the others.</summary>
    public Func<Entry, bool>? Refuses { get; set; }

    public IStreamStore Store => store;

    public EventIntake Events { get; }

    public IOptions<QuarantineOptions> Limits { get; } = Options.Create(new QuarantineOptions());

    public QuarantineDesk Quarantine { get; }

    public EventPreview Preview { get; }

    public PatientIntake Patients { get; }

    public FactsIntake Facts { get; }

    public FactsRegistry Registry => facts.Facts;

    public Microsoft.Extensions.Time.Testing.FakeTimeProvider Time => facts.Time;

    public static async Task<IntakeDesk> OpenAsync() => new(await FactsDesk.OpenAsync());

    public Caller Monitor(string scopes = "system/Observation.c", string tenant = "north") => new()
    {
        Issuer = "https://issuer.example",
        Subject = SubjectId.Parse("monitor"),
        Tenant = TenantId.Parse(tenant),
        SessionId = "s",
        ClientId = "monitor",
        Roles = new[] { "service" }.ToFrozenSet(),
        Scopes = ScopeSet.Parse(scopes),
        IsService = true,
        AuthenticatedAt = facts.Time.GetUtcNow(),
        TokenId = "t",
        ExpiresAt = facts.Time.GetUtcNow().AddMinutes(15),
    };

    public async Task<IReadOnlyList<IntakeResult>> TakeAsync(Caller caller, params (string Key, PublishRequest Request)[] events) =>
        await Events.TakeAsync(
            caller, [.. events.Select(one => new IncomingEvent(one.Request, one.Key))], "request-1", TestContext.Current.CancellationToken);

    public void Dispose()
    {
        store.Dispose();
        quarantine.Dispose();
        facts.Dispose();
        services.Dispose();
        folder.Dispose();
    }

    private sealed class PickyTrail(IntakeDesk desk) : IAuditTrail
    {
        public DateTimeOffset LastDurableAt => desk.Trail.LastDurableAt;

        public ValueTask<Receipt> AppendAsync(Entry entry, CancellationToken cancellationToken) => desk.Refuses?.Invoke(entry) == true
            ? throw new TrailUnavailableException("The trail was told to refuse this entry.")
            : desk.Trail.AppendAsync(entry, cancellationToken);
    }
}
