package dev.sluice.simulation;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// A bug that is planted in one class of a service while it is loaded; the services' own classes
/// know nothing of it.
///
/// @param className without the common package
record Mutation(String className, ClassTransform transform, AtomicInteger hits) {
    private static final String COMMON = "dev.sluice.";

    /// The method gives this answer, whatever it is asked.
    static Mutation answers(String className, String method, Consumer<CodeBuilder> answer) {
        var hits = new AtomicInteger();
        ClassTransform transform =
                (builder, element) -> {
                    if (element instanceof MethodModel model && isNamed(model, method)) {
                        hits.incrementAndGet();
                        builder.withMethodBody(
                                model.methodName(),
                                model.methodType(),
                                model.flags().flagsMask(),
                                code -> {
                                    answer.accept(code);
                                    code.return_(
                                            TypeKind.from(model.methodTypeSymbol().returnType()));
                                });
                    } else {
                        builder.with(element);
                    }
                };
        return new Mutation(className, transform, hits);
    }

    /// What the method calls is not called, and gives this answer.
    static Mutation hears(
            String className, String method, String callee, Consumer<CodeBuilder> answer) {
        return atCalls(
                className,
                method,
                callee,
                (builder, call) -> {
                    discardArguments(builder, call);
                    answer.accept(builder);
                });
    }

    /// What the method calls is called, and its answer is made another one.
    static Mutation mishears(
            String className, String method, String callee, Consumer<CodeBuilder> change) {
        return atCalls(
                className,
                method,
                callee,
                (builder, call) -> {
                    builder.with(call);
                    change.accept(builder);
                });
    }

    private interface AtCall {
        void write(CodeBuilder builder, InvokeInstruction call);
    }

    private static Mutation atCalls(String className, String method, String callee, AtCall atCall) {
        var hits = new AtomicInteger();
        CodeTransform code =
                (builder, element) -> {
                    if (element instanceof InvokeInstruction call
                            && call.name().equalsString(callee)) {
                        hits.incrementAndGet();
                        atCall.write(builder, call);
                    } else {
                        builder.with(element);
                    }
                };
        return new Mutation(
                className,
                ClassTransform.transformingMethodBodies(model -> isNamed(model, method), code),
                hits);
    }

    private static void discardArguments(CodeBuilder builder, InvokeInstruction call) {
        for (ClassDesc parameter : call.typeSymbol().parameterList().reversed()) {
            if (TypeKind.from(parameter).slotSize() == 2) {
                builder.pop2();
            } else {
                builder.pop();
            }
        }
        if (call.opcode() != Opcode.INVOKESTATIC) {
            builder.pop();
        }
    }

    private static boolean isNamed(MethodModel model, String name) {
        return model.methodName().equalsString(name);
    }

    boolean concerns(String binaryName) {
        return binaryName.equals(COMMON + className);
    }

    /// @throws AssertionError when nothing was changed: the service was, and this bug was not
    byte[] applyTo(byte[] classBytes) {
        var file = ClassFile.of();
        byte[] mutated = file.transformClass(file.parse(classBytes), transform);
        if (hits.get() == 0) {
            throw new AssertionError("nothing to change in " + className);
        }
        return mutated;
    }
}
