using Hl7.Fhir.Model;
using RealtimeCare.Policy.Access.Consents;
using Consent = Hl7.Fhir.Model.Consent;

namespace RealtimeCare.Server.Ingest.Facts;

/// <summary>Reads the rules of one consent. What a rule names and we cannot judge makes a denial wider and a permission nothing.</summary>
internal sealed class ProvisionReader
{
    private const int MostItems = 256;
    private const int MostDepth = 5;
    private const string Confidentialities = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
    private const string ActCodes = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
    private const string ActReasons = "http://terminology.hl7.org/CodeSystem/v3-ActReason";
    private const string ParticipationTypes = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";
    private const string Actions = "http://terminology.hl7.org/CodeSystem/consentaction";
    private const string Types = "http://hl7.org/fhir/resource-types";

    private int items;

    /// <summary>The rule with its exceptions, or the place that cannot be understood.</summary>
    public Checked<ConsentProvision> Read(Consent.provisionComponent rule, string path) => Read(rule, path, depth: 1);

    private Checked<ConsentProvision> Read(Consent.provisionComponent rule, string path, int depth)
    {
        items += 1 + rule.Actor.Count + rule.Action.Count + rule.SecurityLabel.Count + rule.Purpose.Count + rule.Class.Count;
        if (items > MostItems || depth > MostDepth) return FactsReader.Invalid(path);
        if (rule.Type is not { } type) return FactsReader.Invalid(path + ".type");
        var period = FhirPeriod.Of(rule.Period);
        // It would never count: bad for a denial.
        if (period.From >= period.Until) return FactsReader.Invalid(path + ".period");

        var exceptions = new List<ConsentProvision>();
        for (var i = 0; i < rule.Provision.Count; i++)
        {
            var exception = Read(rule.Provision[i], $"{path}.provision[{i}]", depth + 1);
            if (!exception.IsValid) return exception;
            exceptions.Add(exception.Value);
        }

        return Judge(rule, type == Consent.ConsentProvisionType.Permit) with { From = period.From, Until = period.Until, Exceptions = exceptions };
    }

    private static ConsentProvision Judge(Consent.provisionComponent rule, bool permits)
    {
        var actors = Condition.Of(rule.Actor, permits, ActorOf);
        var purposes = Condition.Of(rule.Purpose, permits, one => PurposesOf(one, permits));
        var labels = Condition.Of(rule.SecurityLabel, permits, LabelOf);
        var types = Condition.Of(rule.Class, permits, TypeOf);
        var actions = Condition.Of(rule.Action, permits, one => ActionOf(one, permits));
        return new ConsentProvision
        {
            Permits = permits,
            Actors = actors.Known,
            Purposes = purposes.Known,
            Labels = labels.Known,
            ResourceTypes = types.Known,
            HasUnjudgedCondition = actors.IsUnjudged || purposes.IsUnjudged || labels.IsUnjudged || types.IsUnjudged || actions.IsUnjudged
                || rule.Code.Count > 0 || rule.Data.Count > 0 || rule.DataPeriod is not null,
        };
    }

    // PCF: only who receives. Another part, such as a custodian's, says nothing of whom the data is shown to.
    private static string[] ActorOf(Consent.provisionActorComponent actor) =>
        actor.Role?.Coding.Exists(one => one is { System: ParticipationTypes, Code: "IRCP" or "PRCP" }) == true
        && FactsMember.Read(actor.Reference, "PractitionerRole", "Organization", "CareTeam", "RelatedPerson") is { } member ? [member.Reference] : [];

    private static string[] PurposesOf(Coding purpose, bool permits) => purpose is { System: ActReasons, Code: { } code }
        ? permits ? PurposeCodes.Of(code) : PurposeCodes.WithThoseBelow(code)
        : [];

    private static string[] LabelOf(Coding label) => label switch
    {
        { System: Confidentialities, Code: "U" or "L" or "M" or "N" or "R" or "V" } => [label.Code],
        { System: ActCodes, Code: { Length: > 1 and <= 16 } code } when code.All(char.IsAsciiLetterUpper) => [code],
        _ => [],
    };

    private static string[] TypeOf(Coding type) => type is { System: Types, Code: { } code } && ModelInfo.IsKnownResource(code) ? [code] : [];

    // To collect alone does not let anybody see; to be denied it may mean that, too.
    private static string[] ActionOf(CodeableConcept action, bool permits) => action.Coding.Exists(one =>
        one.System == Actions && (one.Code is "access" or "use" or "disclose" || (one.Code is "collect" && !permits))) ? ["shown"] : [];

    /// <summary>One list of a rule. Any of its items may hold, so that what is known of a permission still permits.</summary>
    private readonly record struct Condition(IReadOnlyList<string> Known, bool IsUnjudged)
    {
        public static Condition Of<T>(List<T> listed, bool permits, Func<T, string[]> read)
        {
            if (listed.Count == 0) return new Condition([], false);
            var known = new List<string>();
            var isAllKnown = true;
            foreach (var one in listed)
            {
                var texts = read(one);
                isAllKnown &= texts.Length > 0;
                foreach (var text in texts)
                    if (!known.Contains(text)) known.Add(text);
            }

            if (permits) return new Condition(known, known.Count == 0);
            return isAllKnown ? new Condition(known, false) : new Condition([], true);
        }
    }
}
