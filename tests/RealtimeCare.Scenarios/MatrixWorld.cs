using System.Collections.Concurrent;
using RealtimeCare.Testing;

namespace RealtimeCare.Scenarios;

/// <summary>One person of every role that reads, and patients who are theirs or not and have agreed, disagreed or said nothing.</summary>
public sealed class MatrixWorld(SharedCare shared) : IAsyncLifetime
{
    public static readonly string[] Consents = ["none", "permits", "denies"];

    private readonly Dictionary<(string Consent, bool IsTheirs), TestPatient> patients = [];
    private readonly ConcurrentDictionary<(string Role, string Consent, bool IsTheirs), RawConnection> connections = [];

    public TestCare Care => shared.World;

    public async ValueTask InitializeAsync()
    {
        foreach (var consent in Consents)
            foreach (var isTheirs in new[] { true, false })
                patients[(consent, isTheirs)] = await AdmitAsync(consent);
        var staff = GoldenPolicy.Topics.Keys.Where(role => role != "patient").Select(HireAsync);
        await Task.WhenAll([.. staff, .. Consents.Select(HirePatientAsync)]);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public TestPatient Patient(string consent, bool isTheirs) => patients[(consent, isTheirs)];

    /// <summary>The connection of a person of the role.</summary>
    public RawConnection Connection(string role, string consent, bool isTheirs) => connections[(role, consent, isTheirs)];

    /// <summary>What a role is to a patient of its own.</summary>
    public static string RelationshipOf(string role) => role switch
    {
        "patient" => "is",
        "proxy" => "acts-for",
        _ => "treats",
    };

    private async Task HireAsync(string role)
    {
        var person = await Care.HireAsync(role);
        foreach (var consent in Consents)
        {
            var patient = patients[(consent, true)];
            await Care.LoadAsync(role == "proxy"
                ? SomeFacts.RelatedPerson($"related-{Some.Number}", patient.Identifier, person.UserId)
                : Some.CareTeam($"team-{Some.Number}", patient.Identifier, [person.UserId]));
        }

        var connection = await person.ConnectAsync();
        foreach (var consent in Consents)
            foreach (var isTheirs in new[] { true, false }) connections[(role, consent, isTheirs)] = connection;
    }

    private async Task HirePatientAsync(string consent)
    {
        var person = await Care.HireAsync("patient", patients[(consent, true)]);
        var connection = await person.ConnectAsync();
        foreach (var isTheirs in new[] { true, false }) connections[("patient", consent, isTheirs)] = connection;
    }

    private async Task<TestPatient> AdmitAsync(string consent)
    {
        var patient = await Care.AdmitAsync(Care.Physician);
        if (consent != "none")
            await Care.LoadAsync(SomeFacts.Consent($"consent-{Some.Number}", patient.Identifier, consent == "permits" ? """{"type": "permit"}""" : """{"type": "deny"}"""));
        return patient;
    }
}
