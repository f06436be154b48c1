using System.Collections;
using Hl7.Fhir.Introspection;
using Hl7.Fhir.Model;
using RealtimeCare.Policy.Shaping;

namespace RealtimeCare.Tests.Policy.Shaping;

/// <summary>The shaper once more: over Firely's object model, taking away what is not allowed, from the documented rules alone.</summary>
/// <param name="audience">Who looks.</param>
/// <param name="type">The type of the resource.</param>
internal sealed class FirelyOracle(Audience audience, string type)
{
    private const string TagSystem = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue";

    private readonly string[][] rules = Rules(audience.Elements, type);
    private readonly string[][] critical = Rules(audience.Critical, type);
    private bool isAnyWithheld;

    /// <summary>Takes away what the audience may not see; false when that is everything.</summary>
    public static bool Shape(Resource resource, Audience audience) => Shape(resource, audience, isContained: false, out _);

    private static bool Shape(Resource resource, Audience audience, bool isContained, out bool isAnyWithheld)
    {
        isAnyWithheld = true;
        if (!audience.Elements.ContainsKey(resource.TypeName) || !MaySee(audience, Labels(resource))) return false;
        var oracle = new FirelyOracle(audience, resource.TypeName);
        oracle.Prune(resource, []);
        isAnyWithheld = oracle.isAnyWithheld;
        if (isAnyWithheld && !isContained) Tag(resource);
        return true;
    }

    private static IEnumerable<Coding> Labels(Resource resource) => (resource.Meta?.Security ?? []).Concat(resource switch
    {
        Composition { ConfidentialityElement.JsonValue: string code } => [new Coding(null, code)],
        DocumentReference document => document.SecurityLabel.SelectMany(c => c.Coding.DefaultIfEmpty(new Coding())),
        _ => [],
    });

    private static bool MaySee(Audience audience, IEnumerable<Coding> labels) => labels.All(label => label.System switch
    {
        TagSystem or "http://terminology.hl7.org/CodeSystem/v3-ActReason" => label.Code is not null,
        null or "http://terminology.hl7.org/CodeSystem/v3-Confidentiality" => Rank(label.Code) >= 0 && Rank(label.Code) <= Rank(audience.LabelCeiling),
        "http://terminology.hl7.org/CodeSystem/v3-ActCode" => audience.Sensitivities.Contains(label.Code ?? ""),
        _ => false,
    });

    private static int Rank(string? code) => code is { Length: 1 } ? "ULMNRV".IndexOf(code[0], StringComparison.Ordinal) : -1;

    private static string[][] Rules(IReadOnlyDictionary<string, IReadOnlyList<string>> rules, string type) =>
        [.. (rules.TryGetValue(type, out var paths) ? paths : []).Select(OraclePaths.Split)];

    private static void Tag(Resource resource)
    {
        resource.Meta ??= new Meta();
        if (!resource.Meta.Tag.Any(t => t is { System: TagSystem, Code: "SUBSETTED" })) resource.Meta.Tag.Add(new Coding(TagSystem, "SUBSETTED"));
    }

    private bool Touches(params string[] path) => rules.Concat(critical).Any(r => OraclePaths.Touches(r, path));

    private bool Shows(params string[] path) => rules.Any(r => OraclePaths.IsWhole(r, path));

    private void Prune(Base node, string[] path)
    {
        foreach (var (key, value) in node.EnumerateElements().ToList())
        {
            if (path.Length == 0 && key == "id") continue;
            string[] at = [.. path, NameOf(node, key, value)];
            if (key is "extension" or "modifierExtension") PruneExtensions((IList)value, path, key);
            else if (value is IList list) PruneList(node, key, list, at);
            else if (!Keep((Base)value, at)) node.SetValue(key, Marker(at, value));
        }
    }

    private static string NameOf(Base node, string key, object value)
    {
        var element = ModelInfo.ModelInspector.FindClassMapping(node)!.FindMappedElementByName(key);
        var name = (value as Base)?.TypeName ?? "";
        return element?.Choice == ChoiceType.DatatypeChoice ? key + char.ToUpperInvariant(name[0]) + name[1..] : key;
    }

    private void PruneList(Base node, string key, IList list, string[] at)
    {
        var first = list.Count > 0 ? list[0] : null;
        var holdsPlaces = Touches([.. at[..^1], "_" + at[^1]]);
        var isAnyKept = false;
        for (var i = list.Count - 1; i >= 0; i--)
        {
            var isCompanionAlone = list[i] is PrimitiveType { JsonValue: null, HasElements: true };
            var isKept = Keep((Base)list[i]!, at);
            isAnyKept |= isKept;
            if (isKept) continue;
            if (!holdsPlaces) list.RemoveAt(i);
            else if (isCompanionAlone) list[i] = Masked(list[i]!);
        }

        if (isAnyKept) return;
        list.Clear();
        if (first is not null && Marker(at, first) is { } marker) list.Add(marker);
    }

    private void PruneExtensions(IList list, string[] path, string key)
    {
        for (var i = list.Count - 1; i >= 0; i--)
        {
            var extension = (Extension)list[i]!;
            if (Touches([.. path, $"{key}({extension.Url})"]) && Keep(extension, [.. path, $"{key}({extension.Url})"])) continue;
            isAnyWithheld = true;
            list.RemoveAt(i);
            if (key == "modifierExtension") list.Insert(i, new Extension("urn:realtimecare:withheld", new Code("masked")));
        }

        var isAnyNamed = rules.Any(r => r.Length > path.Length && r[path.Length].StartsWith(key, StringComparison.Ordinal) && Touches(path));
        if (!isAnyNamed && !Touches([.. path, key]) && list.Count > 1)
            for (var i = list.Count - 1; i > 0; i--) list.RemoveAt(i);
    }

    /// <summary>Takes away below a value what is not allowed; false when nothing of it remains.</summary>
    private bool Keep(Base value, string[] at) => value switch
    {
        Resource resource => KeepInner(resource, at),
        PrimitiveType primitive => KeepPrimitive(primitive, at),
        _ => KeepObject(value, at),
    };

    private bool KeepInner(Resource resource, string[] at)
    {
        if (Touches(at) && Shape(resource, audience, isContained: at is ["contained"], out var isLess))
        {
            isAnyWithheld |= isLess;
            return true;
        }

        isAnyWithheld = true;
        return false;
    }

    private bool KeepPrimitive(PrimitiveType primitive, string[] at)
    {
        if (primitive.HasElements && !Touches([.. at[..^1], "_" + at[^1]])) isAnyWithheld = true;
        Prune(primitive, [.. at[..^1], "_" + at[^1]]);
        if (primitive.JsonValue is not null && !Shows(at))
        {
            isAnyWithheld = true;
            primitive.JsonValue = null;
        }

        return primitive.JsonValue is not null || primitive.EnumerateElements().Any();
    }

    private bool KeepObject(Base value, string[] at)
    {
        if (!Touches(at) || (IsCritical(at) && !rules.Any(r => OraclePaths.Touches(r, at))))
        {
            isAnyWithheld = true;
            return false;
        }

        var labels = value.TryGetValue("securityLabel", out var found) ? ((IList)found!).OfType<Coding>() : [];
        var mayBeSeen = MaySee(audience, labels.ToList());
        var entry = value as Bundle.EntryComponent;
        var hadResource = entry?.Resource is not null;
        Prune(value, at);
        if (entry?.Response is { } response) DropOutcome(entry, response);
        if (!mayBeSeen || (hadResource && entry!.Resource is null)) isAnyWithheld = true;
        return mayBeSeen && !(hadResource && entry!.Resource is null) && HoldsAny(value);
    }

    // An operation outcome of an entry is a resource where the rules of paths do not reach.
    private void DropOutcome(Bundle.EntryComponent entry, Bundle.ResponseComponent response)
    {
        isAnyWithheld |= response.Outcome is not null;
        response.Outcome = null;
        if (!HoldsAny(response)) entry.Response = null;
    }

    private static bool HoldsAny(Base value) => value.EnumerateElements().Any();

    private Element? Marker(string[] at, object withheld) => IsCritical(at) ? Masked(withheld) : null;

    private bool IsCritical(string[] at) => critical.Any(r => r.Length == at.Length && r.Zip(at).All(p => OraclePaths.Matches(p.First, p.Second)));

    private static Element Masked(object withheld)
    {
        var marker = (Element)Activator.CreateInstance(withheld.GetType())!;
        marker.AddExtension("http://hl7.org/fhir/StructureDefinition/data-absent-reason", new Code("masked"));
        return marker;
    }
}
