using RealtimeCare.Policy.Access;

namespace RealtimeCare.Server.Invocations;

/// <summary>
/// Names the operation of a hub method. A hub with a method that has none refuses to start. A name of the built-in catalogue
/// brings that operation; any other is a team's own and must be allowed to a role in the policy document.
/// </summary>
/// <remarks>
/// A method that changes or ends something, and takes its request record alone, runs once for an invocation id: whoever repeats the call within
/// 5 minutes gets the outcome of the first, which is kept in memory for that long, unless it broke, was refused for later, or is too large: of
/// answers beyond 1 KiB a session's last MiB is kept, so keep answers to changes small.
/// </remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OperationAttribute(string name) : Attribute
{
    /// <summary>The operation's name.</summary>
    public string Name { get; } = name;

    /// <summary>Of a team's own operation: what it does.</summary>
    public OperationKind Kind { get; init; }

    /// <summary>Of a team's own operation: the scope it needs; null when it needs none.</summary>
    public string? Scope { get; init; }

    /// <summary>
    /// Whether the method runs as long as the connection, like the upload stream of acknowledgements: it is no call in flight
    /// and no entry of the trail.
    /// </summary>
    public bool IsContinuous { get; init; }

    internal Operation Resolve(bool isAboutPatient) =>
        Operations.All.FirstOrDefault(operation => operation.Name == Name) ?? new Operation(Name, Kind, Scope, isAboutPatient);
}
