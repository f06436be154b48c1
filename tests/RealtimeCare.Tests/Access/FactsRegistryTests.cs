using RealtimeCare.Policy.Access;
using RealtimeCare.Server.Access;

namespace RealtimeCare.Tests.Access;

public sealed class FactsRegistryTests
{
    private static readonly SubjectId Nurse = SubjectId.Parse("nurse");
    private static readonly SubjectId Physician = SubjectId.Parse("physician");
    private static readonly PatientId Patient = PatientId.Parse("patient-1");
    private static readonly PatientId Other = PatientId.Parse("patient-2");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_source_says_is_read_back_for_the_person_alone()
    {
        using var desk = await FactsDesk.OpenAsync();

        await LoadAsync(desk, "Encounter/1", Treats(Physician), Treats(Nurse));

        Assert.Equal(Nurse, Assert.Single(desk.Facts.Read(FactsDesk.Tenant, Nurse, Patient).Relationships).Subject);
        Assert.Empty(desk.Facts.Read(FactsDesk.Tenant, Nurse, Other).Relationships);
        Assert.Empty(desk.Facts.Read(TenantId.Parse("south"), Nurse, Patient).Relationships);
        Assert.Equal(2, desk.Facts.RelationshipsOf(FactsDesk.Tenant, Patient).Count);
    }

    [Fact]
    public async Task Loading_a_source_again_replaces_what_it_said_and_nothing_else()
    {
        using var desk = await FactsDesk.OpenAsync();
        await LoadAsync(desk, "Encounter/1", Treats(Nurse));
        await LoadAsync(desk, "CareTeam/7", Treats(Nurse, because: "care team via CareTeam/7"));

        await LoadAsync(desk, "Encounter/1", Treats(Physician));

        Assert.Equal(["care team via CareTeam/7"], desk.Facts.Read(FactsDesk.Tenant, Nurse, Patient).Relationships.Select(r => r.Because));
        Assert.Single(desk.Facts.Read(FactsDesk.Tenant, Physician, Patient).Relationships);
    }

    [Fact]
    public async Task A_change_moves_the_revisions_of_those_it_concerns_alone()
    {
        using var desk = await FactsDesk.OpenAsync();
        await LoadAsync(desk, "Encounter/1", Treats(Nurse), Treats(Physician));

        await LoadAsync(desk, "Encounter/1", Treats(Physician));

        Assert.Equal(new FactRevisions(2, 2), desk.Facts.Revisions(FactsDesk.Tenant, Nurse, Patient));
        Assert.Equal(new FactRevisions(1, 2), desk.Facts.Revisions(FactsDesk.Tenant, Physician, Patient));
        Assert.Equal(new FactRevisions(1, 0), desk.Facts.Revisions(FactsDesk.Tenant, Physician, Other));
        var read = desk.Facts.Read(FactsDesk.Tenant, Nurse, Patient);
        Assert.Equal((2, 2), (read.SubjectRevision, read.PatientRevision));
    }

    [Fact]
    public async Task Loading_the_same_again_moves_nothing()
    {
        using var desk = await FactsDesk.OpenAsync();
        await LoadAsync(desk, "Encounter/1", Treats(Nurse));
        var told = 0;
        using var listening = desk.Facts.Subscribe((_, _, _) => told++);

        await LoadAsync(desk, "Encounter/1", Treats(Nurse));

        Assert.Equal(new FactRevisions(1, 1), desk.Facts.Revisions(FactsDesk.Tenant, Nurse, Patient));
        Assert.Equal(0, told);
    }

    [Fact]
    public async Task Who_listens_hears_after_the_facts_have_changed()
    {
        using var desk = await FactsDesk.OpenAsync();
        var heard = new List<(SubjectId?, PatientId?, long)>();
        using var listening = desk.Facts.Subscribe((tenant, subject, patient) =>
            heard.Add((subject, patient, desk.Facts.Revisions(tenant, Nurse, Patient).Patient)));

        await LoadAsync(desk, "Encounter/1", Treats(Nurse));

        Assert.Equal([(null, Patient, 1), (Nurse, null, 1)], heard);
    }

    [Fact]
    public async Task A_source_that_moves_to_another_patient_leaves_the_first()
    {
        using var desk = await FactsDesk.OpenAsync();
        await LoadAsync(desk, "Encounter/1", Treats(Nurse));

        await LoadAsync(desk, "Encounter/1", Treats(Nurse) with { Patient = Other });

        Assert.Empty(desk.Facts.RelationshipsOf(FactsDesk.Tenant, Patient));
        Assert.Single(desk.Facts.RelationshipsOf(FactsDesk.Tenant, Other));
        Assert.Equal(new FactRevisions(2, 2), desk.Facts.Revisions(FactsDesk.Tenant, Nurse, Patient));
    }

    [Fact]
    public async Task Facts_and_revisions_outlive_a_restart()
    {
        using var desk = await FactsDesk.OpenAsync();
        var until = new DateTimeOffset(2026, 4, 1, 0, 0, 0, TimeSpan.Zero);
        await LoadAsync(desk, "Encounter/1", Treats(Physician));
        await LoadAsync(desk, "Encounter/1", Treats(Nurse) with { Until = until });

        await desk.ReopenAsync();

        Assert.Equal(Treats(Nurse) with { Until = until }, Assert.Single(desk.Facts.RelationshipsOf(FactsDesk.Tenant, Patient)));
        Assert.Equal(new FactRevisions(2, 2), desk.Facts.Revisions(FactsDesk.Tenant, Physician, Patient));
    }

    private static async Task LoadAsync(FactsDesk desk, string source, params Relationship[] relationships) =>
        await desk.Facts.ReplaceAsync(FactsDesk.Tenant, [new SourceFacts(source, relationships)], Token);

    private static Relationship Treats(SubjectId subject, string because = "attending via Encounter/1") =>
        new(subject, Patient, because, From: null, Until: null);
}
