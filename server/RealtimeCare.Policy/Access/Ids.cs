namespace RealtimeCare.Policy.Access;

/// <summary>A tenant: one hospital or group. Lower-case letters, digits and hyphens, 1 to 64 characters.</summary>
public readonly record struct TenantId
{
    private TenantId(string value) => Value = value;

    /// <summary>The text.</summary>
    public string Value { get; }

    /// <summary>Reads one; false when the text is no tenant id.</summary>
    public static bool TryParse(string? text, out TenantId id)
    {
        var valid = IdText.IsValid(text, char.IsAsciiLetterLower);
        id = valid ? new TenantId(text!) : default;
        return valid;
    }

    /// <summary>Reads one.</summary>
    /// <exception cref="FormatException">The text is no tenant id.</exception>
    public static TenantId Parse(string text) => TryParse(text, out var id) ? id : throw new FormatException("Not a tenant id.");

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>A patient within a tenant, by the id that the service gave. Letters, digits and hyphens, 1 to 64 characters.</summary>
public readonly record struct PatientId
{
    private PatientId(string value) => Value = value;

    /// <summary>The text.</summary>
    public string Value { get; }

    /// <summary>A new random id.</summary>
    public static PatientId New() => new(Guid.CreateVersion7().ToString());

    /// <summary>Reads one; false when the text is no patient id.</summary>
    public static bool TryParse(string? text, out PatientId id)
    {
        var valid = IdText.IsValid(text, char.IsAsciiLetter);
        id = valid ? new PatientId(text!) : default;
        return valid;
    }

    /// <summary>Reads one.</summary>
    /// <exception cref="FormatException">The text is no patient id.</exception>
    public static PatientId Parse(string text) => TryParse(text, out var id) ? id : throw new FormatException("Not a patient id.");

    /// <summary>A constant: which patient it is about is itself health data.</summary>
    public override string ToString() => "(patient)";
}

/// <summary>A person or service: the subject of its tokens. Letters, digits, hyphens, dots and underscores, 1 to 64 characters.</summary>
public readonly record struct SubjectId
{
    private SubjectId(string value) => Value = value;

    /// <summary>The text.</summary>
    public string Value { get; }

    /// <summary>Reads one; false when the text is no subject id.</summary>
    public static bool TryParse(string? text, out SubjectId id)
    {
        var valid = IdText.IsValid(text, static c => char.IsAsciiLetter(c) || c is '.' or '_');
        id = valid ? new SubjectId(text!) : default;
        return valid;
    }

    /// <summary>Reads one.</summary>
    /// <exception cref="FormatException">The text is no subject id.</exception>
    public static SubjectId Parse(string text) => TryParse(text, out var id) ? id : throw new FormatException("Not a subject id.");

    /// <inheritdoc/>
    public override string ToString() => Value;
}

internal static class IdText
{
    public static bool IsValid(string? text, Func<char, bool> isLetter)
    {
        if (text is not { Length: > 0 and <= 64 }) return false;
        foreach (var c in text)
            if (!isLetter(c) && !char.IsAsciiDigit(c) && c != '-') return false;
        return true;
    }
}
