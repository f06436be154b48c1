namespace RealtimeCare.Benchmarks.Wire;

/// <summary>A patient, and up to where the stream was read.</summary>
internal sealed record ReadTo(string PatientId, long Epoch, long Offset);
