using System.Collections;
using Hl7.Fhir.Introspection;
using Hl7.Fhir.Model;

namespace RealtimeCare.Tests.Policy.Shaping;

/// <summary>Makes resources of any type, filled at random from a seed: every kind of element comes up sooner or later.</summary>
internal sealed class FirelyResources(int seed)
{
    private static readonly string[] Urls = ["http://example.org/a.b", "http://example.org/c", "http://hl7.org/fhir/StructureDefinition/patient-birthPlace"];
    private static readonly string[] Labels = ["U", "N", "N", "N", "N", "R"];
    private static readonly string[] InnerTypes = ["Observation", "Specimen", "Patient", "Person", "Condition", "Bundle"];

    private readonly Random chance = new(seed);
    private int texts;

    public static IEnumerable<string> Types => ModelInfo.SupportedResources.Where(t => t != "Parameters").Order(StringComparer.Ordinal);

    public Resource Make(string type, int depth = 4)
    {
        var resource = (Resource)Fill((Base)Activator.CreateInstance(ModelInfo.GetTypeForFhirType(type)!)!, depth);
        resource.Id = $"r{chance.Next(1000)}";
        return resource;
    }

    private Base Fill(Base target, int depth)
    {
        if (target is PrimitiveType primitive) return FillPrimitive(primitive, depth);
        if (target is Extension extension) return FillExtension(extension, depth);
        foreach (var element in ModelInfo.ModelInspector.FindClassMapping(target)!.PropertyMappings)
        {
            if (depth == 0 || element.Name == "id" || chance.NextDouble() > (depth > 2 ? 0.5 : 0.3)) continue;
            var values = Enumerable.Range(0, element.IsCollection ? chance.Next(1, 4) : 1).Select(_ => Value(element, depth - 1)).OfType<Base>().ToList();
            if (values.Count == 0) continue;
            if (element.IsCollection) target.SetValue(element.Name, ListOf(element, values));
            else target.SetValue(element.Name, values[0]);
        }

        if (target is Coding coding) coding.System = chance.Next(2) == 0 ? "http://example.org/codes" : null;
        return target;
    }

    private static IList ListOf(PropertyMapping element, List<Base> values)
    {
        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(element.ImplementingType))!;
        foreach (var value in values) list.Add(value);
        return list;
    }

    private Base? Value(PropertyMapping element, int depth)
    {
        if (element.Name is "security" or "securityLabel")
        {
            var label = new Coding("http://terminology.hl7.org/CodeSystem/v3-Confidentiality", Labels[chance.Next(Labels.Length)]);
            if (element.ImplementingType == typeof(Coding)) return label;
            if (element.ImplementingType == typeof(CodeableConcept)) return new CodeableConcept { Coding = [label] };
        }

        if (element.Choice == ChoiceType.ResourceChoice) return depth < 2 ? null : Make(InnerTypes[chance.Next(InnerTypes.Length)], depth - 1);
        var type = element.Choice == ChoiceType.DatatypeChoice ? element.FhirType[chance.Next(element.FhirType.Length)] : element.ImplementingType;
        if (type.IsAbstract) return null;
        var value = Fill((Base)Activator.CreateInstance(type)!, depth);
        if (element.Name == "confidentiality" && value is PrimitiveType code) code.JsonValue = Labels[chance.Next(Labels.Length)];
        return value is PrimitiveType || value.EnumerateElements().Any() ? value : null;
    }

    private Extension FillExtension(Extension extension, int depth)
    {
        extension.Url = Urls[chance.Next(Urls.Length)];
        if (depth > 0 && chance.Next(3) == 0) extension.Extension.Add(FillExtension(new Extension(), depth - 1));
        else extension.Value = chance.Next(3) == 0 ? new Attachment { ContentType = Text(), Data = [1, 2, 3] } : new FhirString(Text());
        return extension;
    }

    private PrimitiveType FillPrimitive(PrimitiveType primitive, int depth)
    {
        primitive.JsonValue = primitive switch
        {
            FhirBoolean => chance.Next(2) == 0,
            Integer or PositiveInt or UnsignedInt => chance.Next(1, 100),
            FhirDecimal => chance.Next(1, 1000) / 10m,
            Date => "2026-01-02",
            FhirDateTime or Instant => "2026-01-02T03:04:05.006Z",
            Time => "01:02:03",
            Base64Binary => "AQID",
            XHtml => $"<div xmlns=\"http://www.w3.org/1999/xhtml\">{Text()}</div>",
            _ => Text(),
        };
        if (primitive is Element element and not XHtml && depth > 0 && chance.Next(4) == 0)
            element.Extension.Add(FillExtension(new Extension(), depth - 1));
        return primitive;
    }

    private string Text() => $"text-{texts++}";
}
