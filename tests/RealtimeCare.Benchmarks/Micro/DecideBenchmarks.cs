using BenchmarkDotNet.Attributes;
using RealtimeCare.Policy.Access;
using RealtimeCare.Testing;

namespace RealtimeCare.Benchmarks.Micro;

/// <summary>One decision over facts that are at hand. There is nothing to compare with: the target is 2 µs and no allocation beyond the result.</summary>
[MemoryDiagnoser]
public class DecideBenchmarks
{
    private static readonly DateTimeOffset At = new(2026, 1, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly TenantId Tenant = TenantId.Parse(The.Tenant);
    private static readonly SubjectId Nurse = SubjectId.Parse("nurse-1");
    private static readonly PatientId Patient = PatientId.Parse("patient-1");

    private readonly AccessQuestion permitted = Question(1);
    private readonly AccessQuestion denied = Question(0);
    private readonly AccessQuestion permittedByMany = Question(200);

    [GlobalSetup]
    public void Check()
    {
        if (Permit() is not Decision.Permit || PermitOfManyRelationships() is not Decision.Permit || Deny() is not Decision.Deny)
            throw new InvalidOperationException("The questions are not answered as their names say.");
    }

    [Benchmark]
    public Decision Permit() => AccessPolicy.Default.Decide(permitted);

    [Benchmark]
    public Decision Deny() => AccessPolicy.Default.Decide(denied);

    /// <summary>Two hundred relationships between the two, of which the last is in force.</summary>
    [Benchmark]
    public Decision PermitOfManyRelationships() => AccessPolicy.Default.Decide(permittedByMany);

    private static AccessQuestion Question(int relationships) => new(
        new Caller
        {
            Issuer = "https://localhost/",
            Subject = Nurse,
            Tenant = Tenant,
            SessionId = "session-1",
            ClientId = SignIn.AppClient,
            Roles = new HashSet<string>(StringComparer.Ordinal) { "nurse" },
            Scopes = ScopeSet.Parse("user/*.rs"),
            IsService = false,
            AuthenticatedAt = At.AddMinutes(-5),
            TokenId = "token-1",
            ExpiresAt = At.AddMinutes(10),
        },
        Operations.StreamSubscribe,
        Tenant,
        Patient,
        [The.Vitals],
        new AccessFacts(1, 1, [.. Enumerable.Range(1, relationships).Select(index => new Relationship(
            Nurse, Patient, $"attending via Encounter/{index}", At.AddDays(-1), index == relationships ? null : At.AddHours(-1)))]),
        At);
}
