namespace RealtimeCare.Policy.Access;

/// <summary>A named thing that a caller may ask for.</summary>
/// <param name="Name">Such as <c>stream.subscribe</c>.</param>
/// <param name="Kind">Whether it only reads or changes something.</param>
/// <param name="Scope">
/// The scope it needs beyond the FHIR data it is about, such as <c>realtimecare/session.admin</c>; several, separated by
/// spaces, mean that one of them suffices; null when it needs none.
/// </param>
/// <param name="IsAboutPatient">Whether it is about one patient, so that all factors of the patient count.</param>
public sealed record Operation(string Name, OperationKind Kind, string? Scope = null, bool IsAboutPatient = false)
{
    /// <summary>The FHIR interactions that the caller's scopes must cover when it is about a patient: letters of <c>cruds</c>.</summary>
    public string Interactions { get; init; } = "rs";

    /// <summary>
    /// Whether it is how a person breaks the glass: no relationship, consent or clearance is asked for, but a recent sign-in is.
    /// </summary>
    public bool IsEmergency { get; init; }

    /// <summary>
    /// Whether it is about the caller's own inbox: topics, scopes, labels and purpose count, and no patient does. What lies in it and
    /// names a patient is decided for that patient.
    /// </summary>
    public bool IsInbox { get; init; }
}

/// <summary>What an operation does.</summary>
public enum OperationKind
{
    /// <summary>It reveals something and changes nothing.</summary>
    Read,

    /// <summary>It changes something.</summary>
    Change,

    /// <summary>It ends or narrows something: never kept waiting by the trail.</summary>
    End,
}
