using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Policy.Shaping;

/// <summary>A resource reduced to an audience.</summary>
/// <param name="Resource">What may be seen, as minified JSON.</param>
/// <param name="Withheld">How many members were withheld; a member counts once, with everything below it.</param>
/// <param name="HasPart2">
/// Whether what is shown carries a label of 42 CFR Part 2 (ETH, ETHUD, OPIOIDUD or the law's own), whether the label itself is
/// shown or not.
/// </param>
public readonly record struct Shape(FhirJson Resource, int Withheld, bool HasPart2 = false);
