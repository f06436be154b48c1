using RealtimeCare.Contracts.Messages;

namespace RealtimeCare.Cli.Demo.World;

/// <summary>Which patients a world has.</summary>
internal sealed record PlannedPatient(PatientIdentifier Identifier, string Label)
{
    /// <summary>The label alone.</summary>
    public override string ToString() => Label;
}
