package dev.sluice.grammar.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.grammar.Grammar;
import dev.sluice.grammar.GrammarException;
import dev.sluice.grammar.GrammarException.Fault;
import dev.sluice.grammar.Texts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaGrammarTest {
    private static final String PERSON =
            "{'type':'object','properties':{'name':{'type':'string'},'age':{'type':'integer'}},"
                    + "'required':['name']}";
    private static final String TREE =
            "{'$ref':'#/$defs/t','$defs':{'t':{'type':'object','properties':{'v':{'type':'integer'},"
                + "'kids':{'type':'array','items':{'$ref':'#/$defs/t'}}},'required':['v','kids']}}}";

    /// `yes` and `no` have `'` for the quotation mark; several texts stand apart by `~`.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                PERSON
                        + "|{'name':'a'}~{'name': 'a', 'age':"
                        + " 3}~{'name':'\\u00e9é\\n','age':-1}|{}~{'age':3}~{'age':3,'name':'a'}~{'name':'a'"
                        + " }~{'name':  'a'}~{'name':1}",
                TREE
                        + "|{'v':1,'kids':[]}~{'v':1,'kids':[{'v':2,'kids':[{'v':3,'kids':[]}]}]}"
                        + "|{'v':1,'kids':[{}]}~{'v':1,'kids':[",
                "{'enum':['a',1,null,{'b':[true]}]}|'a'~1~null~{'b':[true]}|'b'~2~{'b':[]}",
                "{'type':'string','enum':['a',1]}|'a'|1",
                "{'const':'x\\ny'}|'x\\ny'|'x'",
                "{'type':['string','null'],'maxLength':2}|null~'ab'~'é😀'~'\\u00e9b'|'abc'~1",
                "{'type':'string','minLength':2,'maxLength':3}|'ab'~'abc'~'\\\\\\''|'a'~'abcd'~''",
                "{'type':'string','pattern':'^[a-c]+$','maxLength':2}|'a'~'bc'|''~'abc'~'d'",
                "{'type':'string','pattern':'\\\\d'}|'x1y'~'1'~'\\'7'|'x'~''",
                "{'type':'string','format':'date'}|'2024-02-28'|'2024-02-30'~'x'",
                "{'type':'integer','nullable':true}|1~null|1.5",
                "{'type':'number'}|1~-0.5~1e5~1.25E-3|01~1.~.5~1e555~+1",
                "{'type':'number','multipleOf':0.01,'minimum':0}|0.5~1.25~3|1.255~-1",
                "{'type':'integer'}|123456789012345|1234567890123456",
                "{'type':'array','items':{'type':'boolean'},'minItems':1,'maxItems':2}"
                        + "|[true]~[true, false]|[]~[true,true,true]~[true,]~[ true]",
                "{'type':'array','prefixItems':[{'const':1},{'const':2}],'items':{'const':3},'minItems':1}"
                    + "|[1]~[1,2]~[1,2,3,3]|[]~[2]~[1,3]~[1,2,4]",
                "{'type':'array','prefixItems':[{'const':1},{'const':2}]}|[]~[1]~[1,2]|[1,2,3]",
                "{'type':'array','maxItems':0}|[]|[1]",
                "{'type':'array','maxItems':1}|[]~[{'a':[1]}]|[1,2]",
                "{'type':'object'}|{}~{'a':{'b':[1,null,'x']}}|[]~{'a'}",
                "{'type':'object','additionalProperties':{'type':'integer'},'minProperties':1}"
                        + "|{'a':1}~{'a':1,'':2}|{}~{'a':'b'}",
                "{'type':'object','properties':{'a':{'const':1}},'additionalProperties':true}"
                        + "|{}~{'a':1}~{'b':2}~{'a':1,'b':2,'aa':3}~{'':1}~{'é':1}"
                        + "|{'a':2}~{'b':2,'a':1}~{'\\u0061':2}",
                "{'type':'object','properties':{'a':{'const':1},'b':false,'c':{'const':3}},'required':['c']}"
                    + "|{'c':3}~{'a':1,'c':3}|{'a':1}~{'b':2,'c':3}",
                "{'type':'object','required':['z']}|{'z':[1]}|{}",
                "{'anyOf':[{'type':'string','maxLength':1},{'type':'integer'}]}|'a'~5|'ab'",
                "{'type':'object','properties':{'k':{'type':'string'}},'anyOf':[{'required':['k']},{'properties':{'j':{'const':1}}}]}"
                    + "|{'k':''}~{'j':1}~{}|{'l':1}",
                "{'oneOf':[{'type':'integer'},{'type':'string'}]}|1~'a'|null",
                "{'oneOf':[{'type':'object','properties':{'t':{'const':'a'}},'required':['t']},"
                    + "{'type':'object','properties':{'t':{'const':'b'},'n':{'type':'null'}},'required':['t']}]}"
                    + "|{'t':'a'}~{'t':'b','n':null}|{'t':'a','n':null}",
                "{'allOf':[{'type':'integer','minimum':3},{'maximum':5},{'minimum':4}]}|4~5|3~6",
                "{'allOf':[{'$ref':'#/$defs/a'}],'description':'x','$defs':{'a':{'type':'null'}}}|null|1",
                "{'$ref':'#/$defs/a','description':'x','$defs':{'a':{'type':'integer'}},'maximum':3}|3|4",
                "true|1~{'a':[]}~'x'|x",
                "{}|1~{'a':[]}|",
                "{'minLength':1}|'a'|''~1",
            })
    void hasTheTextsThatSatisfyTheSchema(String schema, String yes, String no) {
        // When
        Texts texts = Texts.ofSchema(schema);

        // Then
        for (String text : yes.replace('\'', '"').split("~", -1)) {
            assertThat(texts.has(text)).as("%s of %s", text, schema).isTrue();
        }
        for (String text : no == null ? new String[0] : no.replace('\'', '"').split("~", -1)) {
            assertThat(texts.has(text)).as("%s of %s", text, schema).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'not':{}}|UNSUPPORTED|not",
                "{'type':'object','properties':{'a':{'if':{}}}}|UNSUPPORTED|properties.a.if",
                "{'type':'object','patternProperties':{}}|UNSUPPORTED|patternProperties",
                "{'type':'array','items':{'type':'array','uniqueItems':true}}|UNSUPPORTED|items.uniqueItems",
                "{'type':'string','format':'color'}|UNSUPPORTED|format",
                "{'type':'string','pattern':'(?=a)'}|UNSUPPORTED|pattern",
                "{'type':'string','pattern':'a','format':'date'}|UNSUPPORTED|format",
                "{'type':'number','multipleOf':0.3}|UNSUPPORTED|multipleOf",
                "{'type':'integer','multipleOf':0}|INVALID|multipleOf",
                "{'$ref':'http://x/y'}|UNSUPPORTED|$ref",
                "{'$ref':'#/$defs/a'}|INVALID|$ref",
                "{'$ref':'#'}|INVALID|",
                "{'anyOf':[{'$ref':'#'},{'type':'null'}]}|INVALID|",
                "{'$ref':'#/$defs/a','$defs':{'a':{'$ref':'#/$defs/b'},'b':{'$ref':'#/$defs/a'}}}|INVALID|$defs.a",
                "{'type':'text'}|INVALID|type",
                "{'type':[]}|INVALID|type",
                "{'type':5}|INVALID|type",
                "5|INVALID|",
                "{'type':'object','properties':{'a':5}}|INVALID|properties.a",
                "{'type':'object','properties':[]}|INVALID|properties",
                "{'type':'object','required':[1]}|INVALID|required",
                "{'type':'string','minLength':-1}|INVALID|minLength",
                "{'type':'string','minLength':1.5}|INVALID|minLength",
                "{'type':'string','minLength':3,'maxLength':2}|INVALID|minLength",
                "{'type':'array','minItems':3,'maxItems':2}|INVALID|minItems",
                "{'type':'integer','minimum':3,'maximum':2}|INVALID|",
                "{'type':'integer','minimum':0.2,'maximum':0.9}|INVALID|",
                "{'type':'integer','minimum':'1'}|INVALID|minimum",
                "{'enum':[]}|INVALID|enum",
                "{'type':'string','enum':[1]}|INVALID|",
                "{'enum':['a'],'minLength':1}|UNSUPPORTED|minLength",
                "{'type':'object','properties':{'a':{}},'required':['b'],'additionalProperties':false}|INVALID|",
                "{'type':'object','properties':{'a':false},'required':['a']}|INVALID|",
                "{'type':'object','properties':{'a':{}},'minProperties':1}|UNSUPPORTED|minProperties",
                "{'oneOf':[{'type':'integer'},{'type':'number'}]}|UNSUPPORTED|oneOf",
                "{'anyOf':[]}|INVALID|anyOf",
                "{'type':'object','properties':{'a':{'$ref':'#'}},'required':['a']}|INVALID|",
                "{'type':'string','maxLength':2000000}|TOO_LARGE|maxLength",
                "{'type':'string','pattern':'^[ab]*a[ab]{14}$'}|TOO_LARGE|pattern",
                "{'allOf':[{'properties':{'a':{}},'additionalProperties':false},{'properties':{'b':{}}}]}|UNSUPPORTED|allOf[1].additionalProperties",
                "false|INVALID|",
            })
    void refusesByNameWhatItDoesNotKnow(String schema, Fault fault, String path) {
        // When
        GrammarException refusal =
                catchThrowableOfType(GrammarException.class, () -> Texts.ofSchema(schema));

        // Then
        assertThat(refusal).as(schema).isNotNull();
        assertThat(refusal.fault()).as(refusal.getMessage()).isEqualTo(fault);
        assertThat(refusal.path()).isEqualTo(path == null ? "" : path);
    }

    @Test
    void aSchemaThatUnfoldsIsRefused() {
        // Given
        String schema = "{'type':'string','maxLength':9}";
        for (int i = 0; i < 40; i++) {
            schema = "{'type':'object','properties':{'a':" + schema + ",'b':" + schema + "}}";
            if (schema.length() > 300_000) {
                break;
            }
        }
        String large = schema;

        // When
        GrammarException refusal =
                catchThrowableOfType(GrammarException.class, () -> Texts.ofSchema(large));

        // Then
        assertThat(refusal.fault()).isEqualTo(Fault.TOO_LARGE);
    }

    @Test
    void nestingEndsAtItsBoundAndNeverInADeadEnd() {
        // Given
        Texts any = Texts.of(Grammar.ofJsonObject());
        String open = "{\"a\":".repeat(65);

        // Then
        assertThat(any.has("{\"a\":".repeat(64) + "1" + "}".repeat(64))).isTrue();
        assertThat(any.has(open + "1" + "}".repeat(65))).isFalse();
        assertThat(any.has(open + "[]" + "}".repeat(65))).isFalse();
    }

    @Test
    void aDistanceIsTheNumberOfBytesOfTheShortestEnd() {
        Texts texts = Texts.ofSchema(PERSON);
        assertThat(texts.after(new byte[0]).distance()).isEqualTo("{\"name\":\"\"}".length());
        assertThat(
                        texts.after(
                                        "{\"name\":\"x"
                                                .getBytes(java.nio.charset.StandardCharsets.UTF_8))
                                .distance())
                .isEqualTo(2);
    }
}
