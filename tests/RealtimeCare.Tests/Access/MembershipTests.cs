using RealtimeCare.Policy.Access;
using RealtimeCare.Policy.Access.Consents;
using RealtimeCare.Server.Access;

namespace RealtimeCare.Tests.Access;

/// <summary>Groups, rosters, consents and proxies: what they give, and whose revisions their changes move.</summary>
public sealed class MembershipTests
{
    private static readonly SubjectId Nurse = SubjectId.Parse("nurse");
    private static readonly SubjectId Physician = SubjectId.Parse("physician");
    private static readonly PatientId Patient = PatientId.Parse("patient-1");
    private static readonly PatientId Other = PatientId.Parse("patient-2");
    private static readonly DateTimeOffset May = new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_belongs_to_a_group_treats_whom_the_group_treats()
    {
        using var desk = await FactsDesk.OpenAsync();

        await LoadAsync(desk, Roster("PractitionerRole/1", Nurse, "Location/3", until: May));
        await LoadAsync(desk, Unit("Encounter/1", "Location/3", Patient));

        var facts = Read(desk, Nurse);
        Assert.Equal(new Relationship(Nurse, Patient, "unit via Encounter/1", null, May), Assert.Single(facts.Relationships));
        Assert.Equal(["Location/3"], facts.Groups);
        Assert.Equal(May, facts.ValidUntil);
        Assert.Empty(Read(desk, Physician).Relationships);
        Assert.Empty(desk.Facts.Read(FactsDesk.Tenant, Nurse, Other).Relationships);
        Assert.Empty(desk.Facts.Read(TenantId.Parse("south"), Nurse, Patient).Relationships);
    }

    [Fact]
    public async Task A_group_within_a_group_counts_one_step_and_a_circle_does_no_harm()
    {
        using var desk = await FactsDesk.OpenAsync();

        await LoadAsync(
            desk,
            Roster("PractitionerRole/1", Nurse, "Organization/1"),
            new SourceFacts("CareTeam/8", []) { Affiliations = [new("Organization/1", "CareTeam/8", null, May), new("CareTeam/9", "CareTeam/8", null, null)] },
            new SourceFacts("CareTeam/9", []) { Affiliations = [new("CareTeam/8", "CareTeam/9", null, null), new("CareTeam/9", "CareTeam/9", null, null)] },
            Unit("Encounter/1", "CareTeam/8", Patient),
            Unit("Encounter/2", "CareTeam/9", Patient));

        var facts = Read(desk, Nurse);
        Assert.Equal((Patient, May), (Assert.Single(facts.Relationships).Patient, facts.Relationships[0].Until));
        Assert.Equal(["CareTeam/8", "Organization/1"], facts.Groups.Order());
    }

    [Fact]
    public async Task A_roster_change_moves_the_revision_of_the_person_alone()
    {
        using var desk = await FactsDesk.OpenAsync();
        await LoadAsync(desk, Roster("PractitionerRole/1", Nurse, "Location/3"), Roster("PractitionerRole/2", Physician, "Location/3"), Unit("Encounter/1", "Location/3", Patient));

        await LoadAsync(desk, Roster("PractitionerRole/1", Nurse, "Location/4"));

        Assert.Equal(new FactRevisions(2, 1), desk.Facts.Revisions(FactsDesk.Tenant, Nurse, Patient));
        Assert.Equal(new FactRevisions(1, 1), desk.Facts.Revisions(FactsDesk.Tenant, Physician, Patient));
        Assert.Empty(Read(desk, Nurse).Relationships);
        Assert.Single(Read(desk, Physician).Relationships);
    }

    [Fact]
    public async Task A_group_that_leaves_a_standing_team_moves_the_revisions_of_its_people()
    {
        using var desk = await FactsDesk.OpenAsync();
        await LoadAsync(
            desk, Roster("PractitionerRole/1", Nurse, "Organization/1"), Roster("PractitionerRole/2", Physician, "Organization/2"),
            new SourceFacts("CareTeam/9", []) { Affiliations = [new("Organization/1", "CareTeam/9", null, null)] },
            Unit("Encounter/1", "CareTeam/9", Patient));
        var before = Read(desk, Nurse);

        await LoadAsync(desk, new SourceFacts("CareTeam/9", []));

        Assert.Single(before.Relationships);
        Assert.Empty(Read(desk, Nurse).Relationships);
        Assert.Equal(new FactRevisions(2, 1), desk.Facts.Revisions(FactsDesk.Tenant, Nurse, Patient));
        Assert.Equal(new FactRevisions(1, 1), desk.Facts.Revisions(FactsDesk.Tenant, Physician, Patient));
    }

    [Fact]
    public async Task A_groups_relationship_moves_the_patients_revision_alone()
    {
        using var desk = await FactsDesk.OpenAsync();
        await LoadAsync(desk, Roster("PractitionerRole/1", Nurse, "Location/3"));

        await LoadAsync(desk, Unit("Encounter/1", "Location/3", Patient));

        Assert.Equal(new FactRevisions(1, 1), desk.Facts.Revisions(FactsDesk.Tenant, Nurse, Patient));
        Assert.Equal(new FactRevisions(1, 0), desk.Facts.Revisions(FactsDesk.Tenant, Nurse, Other));
    }

    [Fact]
    public async Task A_consent_moves_its_patients_revision_and_leaves_with_its_resource()
    {
        using var desk = await FactsDesk.OpenAsync();
        await LoadAsync(desk, Agreed("Consent/1", Patient, permits: true));
        var first = Read(desk, Nurse).Consents;

        await LoadAsync(desk, Agreed("Consent/1", Patient, permits: true));
        await LoadAsync(desk, Agreed("Consent/1", Other, permits: false));

        Assert.Equal(("Consent/1", true), (Assert.Single(first).Reference, first[0].Root.Permits));
        Assert.Empty(Read(desk, Nurse).Consents);
        Assert.Equal(new FactRevisions(0, 2), desk.Facts.Revisions(FactsDesk.Tenant, Nurse, Patient));
        Assert.Equal(new FactRevisions(0, 1), desk.Facts.Revisions(FactsDesk.Tenant, Nurse, Other));
        Assert.Empty(desk.Facts.Read(TenantId.Parse("south"), Nurse, Other).Consents);
    }

    [Fact]
    public async Task Everything_outlives_a_restart()
    {
        using var desk = await FactsDesk.OpenAsync();
        var proxy = new Relationship(Nurse, Patient, "proxy via RelatedPerson/1", null, May) { Kind = RelationshipKind.Proxy };
        await LoadAsync(
            desk, Roster("PractitionerRole/1", Nurse, "Location/3"), Unit("Encounter/1", "Location/3", Patient),
            Agreed("Consent/1", Patient, permits: false), new SourceFacts("RelatedPerson/1", [proxy]));
        var before = Read(desk, Nurse);

        await desk.ReopenAsync();

        var after = Read(desk, Nurse);
        Assert.Equal(before.Relationships, after.Relationships);
        Assert.Contains(proxy, after.Relationships);
        Assert.Equal(before.Groups, after.Groups);
        Assert.Contains("RelatedPerson/1", after.Groups);
        Assert.False(Assert.Single(after.Consents).Root.Exceptions[0].Permits);
        Assert.Equal((before.SubjectRevision, before.PatientRevision), (after.SubjectRevision, after.PatientRevision));
    }

    [Fact]
    public async Task A_group_that_ends_by_time_is_told_no_more()
    {
        using var desk = await FactsDesk.OpenAsync();
        await LoadAsync(desk, Roster("PractitionerRole/1", Nurse, "Organization/1", until: May));
        var before = Read(desk, Nurse);

        desk.Time.SetUtcNow(May);

        Assert.Equal(["Organization/1"], before.Groups);
        Assert.Empty(Read(desk, Nurse).Groups);
        Assert.Null(Read(desk, Nurse).ValidUntil);
    }

    [Fact]
    public async Task Reading_again_allocates_nothing()
    {
        using var desk = await FactsDesk.OpenAsync();
        await LoadAsync(desk, Roster("PractitionerRole/1", Nurse, "Location/3"), Unit("Encounter/1", "Location/3", Patient));
        var first = Read(desk, Nurse);
        _ = desk.Facts.Revisions(FactsDesk.Tenant, Nurse, Patient);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var again = desk.Facts.Read(FactsDesk.Tenant, Nurse, Patient);
        _ = desk.Facts.Revisions(FactsDesk.Tenant, Nurse, Patient);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Same(first, again);
        Assert.Equal(0, allocated);
    }

    [Fact]
    public async Task No_label_of_a_consent_stands_in_the_files_in_clear()
    {
        using var desk = await FactsDesk.OpenAsync();

        await LoadAsync(desk, new SourceFacts("Consent/1", []) { Consent = new PatientConsent(Patient, new ConsentProvision { Permits = true, Labels = ["ETHCANARY"] }) });

        var text = string.Concat(Directory.GetFiles(desk.DatabaseFolder).Select(path => File.Exists(path) ? ReadOpen(path) : ""));
        Assert.Contains("Consent/1", text, StringComparison.Ordinal);
        Assert.DoesNotContain("ETHCANARY", text, StringComparison.Ordinal);
    }

    private static string ReadOpen(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file, System.Text.Encoding.Latin1);
        return reader.ReadToEnd();
    }

    private static AccessFacts Read(FactsDesk desk, SubjectId subject) => desk.Facts.Read(FactsDesk.Tenant, subject, Patient);

    private static async Task LoadAsync(FactsDesk desk, params SourceFacts[] sources) => await desk.Facts.ReplaceAsync(FactsDesk.Tenant, sources, Token);

    private static SourceFacts Roster(string source, SubjectId subject, string group, DateTimeOffset? until = null) =>
        new(source, []) { Affiliations = [new Affiliation(Affiliation.MemberOf(subject), group, null, until)] };

    private static SourceFacts Unit(string source, string group, PatientId patient) =>
        new(source, []) { Groups = [new GroupRelationship(group, patient, "unit via " + source, null, null)] };

    private static SourceFacts Agreed(string source, PatientId patient, bool permits) => new(source, [])
    {
        Consent = new PatientConsent(patient, new ConsentProvision { Permits = permits, Exceptions = [new ConsentProvision { Permits = false, Labels = ["R"] }] }),
    };
}
