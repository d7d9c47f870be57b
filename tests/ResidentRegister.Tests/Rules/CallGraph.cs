using System.Reflection;
using System.Reflection.Emit;

namespace Daicho.ResidentRegister.Tests.Rules;

/// <summary>
/// Which string literals the methods of an assembly can reach from its public doors, read from the compiled code. It errs to the
/// reachable side: a type that is made or named brings its constructors and everything a framework may call on it.
/// </summary>
internal sealed class CallGraph
{
    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private readonly Module module;
    private readonly Func<Type, bool> leftOut;
    private readonly HashSet<MethodBase> seen = [];
    private readonly HashSet<Type> touched = [];
    private readonly HashSet<FieldInfo> read = [];
    private readonly Dictionary<FieldInfo, List<string>> literalsOfFields = [];
    private readonly Queue<MethodBase> waiting = new();
    private readonly HashSet<string> literals = new(StringComparer.Ordinal);

    private CallGraph(Assembly assembly, Func<Type, bool> leftOut)
    {
        module = assembly.ManifestModule;
        this.leftOut = leftOut;
    }

    /// <summary>Every literal that a public method of the assembly can come to.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="leftOut">Types that are no part of what runs in an office.</param>
    public static IReadOnlySet<string> Literals(Assembly assembly, Func<Type, bool> leftOut)
    {
        CallGraph graph = new(assembly, leftOut);
        foreach (Type type in assembly.GetTypes().Where(type => type is { IsPublic: true, IsAbstract: true, IsSealed: true }))
        {
            graph.Touch(type);
            foreach (MethodInfo method in type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly))
            {
                graph.Call(method);
            }
        }

        while (graph.waiting.TryDequeue(out MethodBase? method))
        {
            graph.Walk(method);
        }

        return graph.literals;
    }

    private void Call(MethodBase method)
    {
        // The methods of arrays are the runtime's.
        if (method.DeclaringType is not { IsArray: false } type)
        {
            return;
        }

        Touch(type);
        foreach (Type argument in method.IsGenericMethod ? method.GetGenericArguments() : [])
        {
            Touch(argument);
        }

        if (method.Module == module && !leftOut(type) && module.ResolveMethod(method.MetadataToken) is { } plain && seen.Add(plain))
        {
            waiting.Enqueue(plain);
        }
    }

    private void Touch(Type type)
    {
        if (type.GetElementType() is { } element)
        {
            Touch(element);
            return;
        }

        foreach (Type argument in type.IsGenericType ? type.GetGenericArguments() : [])
        {
            if (!argument.IsGenericParameter)
            {
                Touch(argument);
            }
        }

        Type plain = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        if (plain.IsGenericParameter || plain.Module != module || leftOut(plain) || !touched.Add(plain))
        {
            return;
        }

        foreach (ConstructorInfo constructor in plain.GetConstructors(Declared))
        {
            Call(constructor);
        }

        foreach (MethodInfo method in plain.GetMethods(Declared).Where(method => method.IsVirtual))
        {
            Call(method);
        }
    }

    private void Walk(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } code)
        {
            return;
        }

        Type[]? ofType = method.DeclaringType is { IsGenericType: true } generic ? generic.GetGenericArguments() : null;
        Type[]? ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : null;
        bool initializes = method is ConstructorInfo { IsStatic: true };
        List<string> pending = [];
        for (int at = 0; at < code.Length;)
        {
            OpCode operation = Operation(code, ref at);
            if (operation.OperandType == OperandType.InlineSwitch)
            {
                at += 4 + (4 * BitConverter.ToInt32(code, at));
                continue;
            }

            int token = Size(operation) == 4 ? BitConverter.ToInt32(code, at) : 0;
            at += Size(operation);
            switch (operation.OperandType)
            {
                case OperandType.InlineString when initializes:
                    pending.Add(module.ResolveString(token));
                    break;
                case OperandType.InlineString:
                    literals.Add(module.ResolveString(token));
                    break;
                case OperandType.InlineField when operation == OpCodes.Stsfld && initializes:
                    Keep(module.ResolveField(token, ofType, ofMethod)!, pending);
                    break;
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineType or OperandType.InlineTok:
                    Reach(module.ResolveMember(token, ofType, ofMethod)!);
                    break;
            }
        }
    }

    private void Reach(MemberInfo member)
    {
        switch (member)
        {
            case MethodBase called:
                Call(called);
                break;
            case FieldInfo field:
                Touch(field.DeclaringType!);
                Read(field);
                break;
            case Type type:
                Touch(type);
                break;
        }
    }

    // What a static field is made of counts when somebody reads the field.
    private void Keep(FieldInfo field, List<string> pending)
    {
        literalsOfFields[field] = [.. pending];
        pending.Clear();
        if (read.Contains(field))
        {
            literals.UnionWith(literalsOfFields[field]);
        }
    }

    private void Read(FieldInfo field)
    {
        if (read.Add(field) && literalsOfFields.TryGetValue(field, out List<string>? made))
        {
            literals.UnionWith(made);
        }
    }

    private static OpCode Operation(byte[] code, ref int at)
    {
        byte first = code[at++];
        return OpCodesByValue[first == 0xFE ? unchecked((short)(0xFE00 | code[at++])) : first];
    }

    private static int Size(OpCode operation) => operation.OperandType switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        _ => 4,
    };
}
