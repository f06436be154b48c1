using CsCheck;
using RealtimeCare.Policy.Access;
using RealtimeCare.Policy.Access.Consents;
using RealtimeCare.Server.Access;

namespace RealtimeCare.Tests.Access;

/// <summary>Whatever sources say, one after the other: what is read is what a slow reading of all sources gives, and no change goes unnoticed.</summary>
public sealed class FactsProperties
{
    private const long Histories = 40;

    private static readonly string[] Sources = ["Encounter/1", "CareTeam/1", "PractitionerRole/1", "PractitionerRole/2", "Consent/1"];
    private static readonly string[] Groups = ["CareTeam/8", "CareTeam/9", "Organization/1", "Location/3"];
    private static readonly SubjectId[] People = [SubjectId.Parse("n-1"), SubjectId.Parse("n-2"), SubjectId.Parse("n-3")];
    private static readonly PatientId[] Patients = [PatientId.Parse("patient-1"), PatientId.Parse("patient-2")];
    private static readonly TenantId South = TenantId.Parse("south");

    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly Gen<DateTimeOffset?> Instants = Gen.Int[-3, 3].Select(hours => hours == 3 ? (DateTimeOffset?)null : Noon.AddHours(hours));

    private static readonly Gen<Relationship> Relationships = Gen.Select(Pick(People), Pick(Patients), Pick("attending", "participant"), Instants, Instants, Gen.Bool)
        .Select((who, whom, part, from, until, isProxy) => new Relationship(who, whom, part + " via Encounter/1", from, until)
        {
            Kind = isProxy ? RelationshipKind.Proxy : RelationshipKind.Treatment,
        });

    private static readonly Gen<GroupRelationship> GroupRelationships = Gen.Select(Pick(Groups), Pick(Patients), Instants, Instants)
        .Select((group, whom, from, until) => new GroupRelationship(group, whom, "unit via Encounter/1", from, until));

    private static readonly Gen<Affiliation> Affiliations =
        Gen.Select(Pick([.. People.Select(Affiliation.MemberOf), .. Groups]), Pick(Groups), Instants, Instants)
            .Select((member, group, from, until) => new Affiliation(member, group, from, until));

    private static readonly Gen<PatientConsent> Consents = Gen.Select(Pick(Patients), Gen.Bool)
        .Select((whom, permits) => new PatientConsent(whom, new ConsentProvision { Permits = permits }));

    private static readonly Gen<SourceFacts> Changes =
        Gen.Select(Pick(Sources), Relationships.Array[0, 2], GroupRelationships.Array[0, 2], Affiliations.Array[0, 3], Consents.Array[0, 1])
            .Select((source, persons, groups, affiliations, consents) => new SourceFacts(source, persons)
            {
                Groups = groups, Affiliations = affiliations, Consent = consents.FirstOrDefault(),
            });

    [Fact]
    public async Task Facts_are_what_all_sources_say_and_every_difference_moves_a_revision()
    {
        await Changes.Array[1, 2].Array[1, 12].SampleAsync(
            async history =>
            {
                using var desk = await FactsDesk.OpenAsync();
                var said = new Dictionary<string, SourceFacts>();
                foreach (var step in history)
                {
                    var sources = step.DistinctBy(one => one.Source).ToArray();
                    var before = ReadAll(desk);
                    await desk.Facts.ReplaceAsync(FactsDesk.Tenant, sources, CancellationToken.None);
                    foreach (var source in sources) said[source.Source] = source;
                    Compare(before, ReadAll(desk));
                    CompareWithModel(desk, said.Values);
                }

                var last = ReadAll(desk);
                await desk.ReopenAsync();
                Assert.Equal(last.Select(Text), ReadAll(desk).Select(Text));
            },
            iter: Histories, threads: 2);
    }

    private static List<AccessFacts> ReadAll(FactsDesk desk) =>
        [.. from tenant in new[] { FactsDesk.Tenant, South } from person in People from patient in Patients select desk.Facts.Read(tenant, person, patient)];

    private static void Compare(List<AccessFacts> before, List<AccessFacts> after)
    {
        foreach (var (old, now) in before.Zip(after))
        {
            var isMoved = old.SubjectRevision != now.SubjectRevision || old.PatientRevision != now.PatientRevision;
            Assert.True(isMoved || Text(old) == Text(now), "Facts changed and no revision moved.");
        }

        Assert.All(after.Skip(after.Count / 2), one => Assert.Equal((0, 0, ""), (one.SubjectRevision, one.PatientRevision, Text(one))));
    }

    // As the rules are written down, without any index, cache or care for time.
    private static void CompareWithModel(FactsDesk desk, IEnumerable<SourceFacts> said)
    {
        var all = said.ToList();
        var affiliations = all.SelectMany(one => one.Affiliations).ToList();
        foreach (var person in People)
        {
            var own = affiliations.Where(one => one.Member == Affiliation.MemberOf(person)).ToList();
            var memberships = own.Concat(
                from one in own from outer in affiliations where outer.Member == one.Group select outer with { From = Later(one.From, outer.From), Until = Earlier(one.Until, outer.Until) });
            var known = desk.Facts.PatientsOf(FactsDesk.Tenant, person);
            foreach (var patient in Patients)
            {
                var isKnown = all.SelectMany(one => one.Relationships).Any(one => one.Subject == person && one.Patient == patient && one.Kind == RelationshipKind.Treatment)
                    || all.SelectMany(one => one.Groups).Any(tie => tie.Patient == patient && memberships.Any(one => one.Group == tie.Group));
                Assert.Equal((isKnown, isKnown), (known.Contains(patient), desk.Facts.HasPatient(FactsDesk.Tenant, person, patient)));
                var direct = all.SelectMany(one => one.Relationships).Where(one => one.Subject == person && one.Patient == patient);
                var indirect = from tie in all.SelectMany(one => one.Groups)
                    where tie.Patient == patient
                    from membership in memberships
                    where membership.Group == tie.Group
                    select new Relationship(person, patient, tie.Because, Later(tie.From, membership.From), Earlier(tie.Until, membership.Until));
                var expected = direct.Concat(indirect).Where(Exists);
                var facts = desk.Facts.Read(FactsDesk.Tenant, person, patient);
                Assert.Equal(expected.Select(Text).Distinct().Order(), facts.Relationships.Where(Exists).Select(Text).Distinct().Order());
                Assert.Equal(
                    memberships.Where(IsNow).Select(one => one.Group).Distinct().Order(),
                    facts.Groups.Where(Groups.Contains).Order());
            }
        }
    }

    private static bool Exists(Relationship one) => !(one.From >= one.Until);

    private static bool IsNow(Affiliation one) => !(one.From > Noon) && !(one.Until <= Noon);

    private static string Text(Relationship one) => $"{one.Because} {one.From:O} {one.Until:O} {one.Kind}";

    private static string Text(AccessFacts facts) => string.Join(
        '\n',
        [
            .. facts.Relationships.Where(Exists).Select(Text).Distinct().Order(), .. facts.Groups.Order(),
            .. facts.Consents.Select(one => $"{one.Reference} {one.Root.Permits}").Order(),
        ]);

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one is null || other > one ? other ?? one : one;

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other ?? one : one;

    private static Gen<T> Pick<T>(params T[] items) => Gen.Int[0, items.Length - 1].Select(at => items[at]);
}
