using System.Text.Json.Serialization;

namespace RealtimeCare.Identity.Accounts;

/// <summary>A new account; passwords and whom it is about are never part of a text made from it.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record NewAccount(string? UserName, string? Password, IReadOnlyList<string>? Roles, string? PatientId = null)
{
    public override string ToString() => nameof(NewAccount);
}

/// <summary>What shall change of an account; what is null stays.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record AccountChange(IReadOnlyList<string>? Roles, bool? Disabled, string? Password)
{
    public override string ToString() => nameof(AccountChange);
}

/// <summary>An account as administrators see it.</summary>
internal sealed record AccountView(
    string UserId,
    string UserName,
    IReadOnlyList<string> Roles,
    bool Disabled,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? PatientId)
{
    public static AccountView Of(Account account) =>
        new(account.Subject, account.UserName!, account.Roles, account.IsDisabled, account.PatientId);

    public override string ToString() => nameof(AccountView);
}

/// <summary>The accounts of the caller's tenant.</summary>
internal sealed record AccountList(IReadOnlyList<AccountView> Users);
