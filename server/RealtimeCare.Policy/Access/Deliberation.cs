namespace RealtimeCare.Policy.Access;

/// <summary>One decision in the making: every role that the caller has is judged by itself; the first that permits decides.</summary>
internal readonly ref struct Deliberation(AccessPolicy policy, AccessQuestion question)
{
    public Decision Decide()
    {
        var standing = question.Operation.IsAboutPatient ? Standing.Find(question, policy.Rules) : default;
        RoleRule? chosen = null;
        foreach (var role in policy.Roles.Each())
        {
            if (!question.Caller.Roles.Contains(role.Name)) continue;
            var judgement = new RoleJudgement(policy, question, role, standing);
            var factors = judgement.Judge();
            if (FirstDenial(factors) is null) return judgement.Permit(factors);
            if (chosen is null || (!Allows(chosen) && Allows(role))) chosen = role;
        }

        // Without a known role the factors that hang on one are judged too, and deny.
        var denied = new RoleJudgement(policy, question, chosen, standing).Judge();
        return new Decision.Deny(FirstDenial(denied)!.Name, denied, policy.Hash);
    }

    private bool Allows(RoleRule role) => role.Operations.Contains(question.Operation.Name);

    private static Factor? FirstDenial(Factor[] factors)
    {
        foreach (var factor in factors)
            if (!factor.Permits) return factor;
        return null;
    }
}
