using RealtimeCare.Contracts.Messages;
using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Access;

namespace RealtimeCare.Tests.Access;

public sealed class PatientDirectoryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_identifier_makes_a_patient_and_a_known_one_finds_it()
    {
        using var desk = await FactsDesk.OpenAsync();
        var proposed = PatientId.New();

        var created = await desk.Patients.FindOrCreateAsync(FactsDesk.Tenant, [Mrn("1")], proposed, Token);
        var again = await desk.Patients.FindOrCreateAsync(FactsDesk.Tenant, [Mrn("1"), Mrn("2")], PatientId.New(), Token);

        Assert.Equal(new FoundPatient(proposed, IsNew: true), created);
        Assert.Equal(new FoundPatient(proposed, IsNew: false), again);
        Assert.Equal(proposed, await desk.Patients.FindAsync(FactsDesk.Tenant, PatientReference.ByIdentifier("urn:mrn", "2"), Token));
        Assert.Equal(proposed, await desk.Patients.FindAsync(FactsDesk.Tenant, PatientReference.ById(proposed.Value), Token));
    }

    [Fact]
    public async Task Identifiers_of_two_patients_join_nobody()
    {
        using var desk = await FactsDesk.OpenAsync();
        await desk.Patients.FindOrCreateAsync(FactsDesk.Tenant, [Mrn("1")], PatientId.New(), Token);
        await desk.Patients.FindOrCreateAsync(FactsDesk.Tenant, [Mrn("2")], PatientId.New(), Token);

        var both = await desk.Patients.FindOrCreateAsync(FactsDesk.Tenant, [Mrn("1"), Mrn("2"), Mrn("3")], PatientId.New(), Token);

        Assert.Null(both);
        Assert.Null(await desk.Patients.FindAsync(FactsDesk.Tenant, PatientReference.ByIdentifier("urn:mrn", "3"), Token));
    }

    [Fact]
    public async Task A_patient_is_known_in_its_tenant_alone()
    {
        using var desk = await FactsDesk.OpenAsync();
        var patient = PatientId.New();
        await desk.Patients.FindOrCreateAsync(FactsDesk.Tenant, [Mrn("1")], patient, Token);
        var south = TenantId.Parse("south");

        Assert.Null(await desk.Patients.FindAsync(south, PatientReference.ById(patient.Value), Token));
        Assert.Null(await desk.Patients.FindAsync(south, PatientReference.ByIdentifier("urn:mrn", "1"), Token));
    }

    [Fact]
    public async Task The_same_identifier_at_once_makes_one_patient()
    {
        using var desk = await FactsDesk.OpenAsync();

        var found = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ =>
            Task.Run(async () => await desk.Patients.FindOrCreateAsync(FactsDesk.Tenant, [Mrn("1")], PatientId.New(), Token))));

        Assert.Single(found.Select(one => one!.Value.Patient).Distinct());
        Assert.Single(found, one => one!.Value.IsNew);
    }

    [Fact]
    public async Task No_identifier_stands_in_the_files_in_clear()
    {
        using var desk = await FactsDesk.OpenAsync();
        var patient = PatientId.New();

        await desk.Patients.FindOrCreateAsync(FactsDesk.Tenant, [new PatientIdentifier { System = "urn:canary", Value = "canary-4711" }], patient, Token);

        var text = string.Concat(Directory.GetFiles(desk.DatabaseFolder).Select(ReadShared));
        Assert.Contains(patient.Value, text, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", text, StringComparison.Ordinal);
    }

    private static PatientIdentifier Mrn(string value) => new() { System = "urn:mrn", Value = value };

    private static string ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file, System.Text.Encoding.Latin1);
        return reader.ReadToEnd();
    }
}
