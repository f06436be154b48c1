namespace RealtimeCare.Contracts.Messages;

/// <summary>Marks a property that carries patient data: it is never logged, and no message leaves with it unshaped.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PhiAttribute : Attribute;
