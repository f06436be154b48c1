using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Policy.Shaping;

/// <summary>A resource reduced to an audience.</summary>
/// <param name="Resource">What may be seen, as minified JSON.</param>
/// <param name="Withheld">How many members were withheld; a member counts once, with everything below it.</param>
public sealed record Shape(FhirJson Resource, int Withheld);
