using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Access;

namespace RealtimeCare.Benchmarks.Micro;

/// <summary>What the facts of a large hospital take in memory: 100,000 patients, each treated by five of 1,000 people.</summary>
internal static class FactsMemory
{
    private const int Patients = 100_000;
    private const int People = 1_000;
    private const int TreatedBy = 5;
    private const double MostMegabytes = 200;

    public static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await using var services = new ServiceCollection().AddMetrics().AddSingleton<AccessMetrics>().BuildServiceProvider();
        using var facts = new FactsRegistry(
            new GivenFacts(), services.GetRequiredService<AccessMetrics>(), TimeProvider.System, NullLogger<FactsRegistry>.Instance);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var patient = 0; patient < Patients; patient++) await facts.ReplaceAsync(GivenFacts.Tenant, [About(patient)], cancellationToken);
        var megabytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6;

        var known = facts.Read(GivenFacts.Tenant, SubjectId.Parse("person-0"), PatientId.Parse("patient-0")).Relationships.Count;
        if (known != 1) throw new InvalidOperationException("The facts are not what was given.");
        var isMet = megabytes <= MostMegabytes;
        await Console.Out.WriteLineAsync(
            $"{Patients} patients x {TreatedBy} relationships, {People} people: {megabytes:F0} MB, target ≤ {MostMegabytes:F0} MB, met: {(isMet ? "yes" : "no")}");
        return 0;
    }

    // Every text is an object of its own, as it is when it comes from a database.
    private static SourceFacts About(int patient) => new(
        $"CareTeam/{patient}",
        [.. Enumerable.Range(0, TreatedBy).Select(one => new Relationship(
            SubjectId.Parse($"person-{((patient * TreatedBy) + one) % People}"), PatientId.Parse($"patient-{patient}"), $"member via CareTeam/{patient}", null, null))]);
}
