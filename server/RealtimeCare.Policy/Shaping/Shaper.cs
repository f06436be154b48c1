namespace RealtimeCare.Policy.Shaping;

/// <summary>Reduces resources to audiences, in one pass over their UTF-8 JSON.</summary>
public static class Shaper
{
    /// <summary>
    /// Reduces a resource. The same input gives the same bytes. Null when the audience does not see such resources, when a label
    /// forbids it, or when the text is not one well-formed FHIR resource.
    /// </summary>
    public static Shape? Shape(ReadOnlySpan<byte> utf8Resource, Audience audience) => throw new NotImplementedException();
}
