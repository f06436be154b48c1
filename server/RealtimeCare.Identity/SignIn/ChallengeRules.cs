using OpenIddict.Abstractions;
using RealtimeCare.Identity.Accounts;
using RealtimeCare.Identity.Tokens;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace RealtimeCare.Identity.SignIn;

/// <summary>What a sign-in may ask for besides letting the person in; each refusal is an error of OAuth and a fixed text.</summary>
internal static class ChallengeRules
{
    private const string PurposeParameter = TokenSubject.PurposeClaim;

    /// <summary>What is wrong whoever asks. Judged before the password, so that it tells nothing of an account.</summary>
    public static (string Error, string Text)? Mistake(OpenIddictRequest request)
    {
        if (!ScopeText.IsClean(request.GetScopes())) return (Errors.InvalidScope, "A scope has a sign that no scope has, or they are too many.");
        // Whoever signs in here has just given the password, so any age is young enough; but nonsense is not taken for an age.
        var wantsAge = request.HasParameter(Parameters.MaxAge);
        if (wantsAge && request.MaxAge is not >= 0) return (Errors.InvalidRequest, "max_age is a number of seconds.");
        var isOnePurpose = !request.HasParameter(PurposeParameter) || (string?)request[PurposeParameter] is { Length: > 0 };
        return isOnePurpose ? null : (Errors.InvalidRequest, "purpose_of_use is one code.");
    }

    /// <summary>What is granted, or why nothing is.</summary>
    public static Agreement? Agree(OpenIddictRequest request, Account account, out (string Error, string Text) refusal)
    {
        refusal = (Errors.InvalidScope, "None of the scopes is allowed.");
        var scopes = Scope.Grant(request.GetScopes(), AccountGrants.Allowed(account));
        if (!scopes.Any(s => s != Scopes.OfflineAccess)) return null;

        refusal = (Errors.InvalidRequest, "The purpose of use is none of the person's roles.");
        if ((string?)request[PurposeParameter] is not { } purpose) return new Agreement(scopes, AccountRoles.DefaultPurposeOf(account.Roles));
        return AccountRoles.PurposesOf(account.Roles).Contains(purpose) ? new Agreement(scopes, purpose) : null;
    }
}
