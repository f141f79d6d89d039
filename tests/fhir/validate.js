// Hold each resource of a file of NDJSON against two validators, as each of
// them overlooks faults that the other finds; then have both find faults that
// were put in on purpose. Then the resources of a made export, some of each
// file. Arguments: the reports; "same" if the export gave the same figures; its
// files. Prints TAP.
'use strict';
const fs = require('fs');
const SchemaValidator = require('@asymmetrik/fhir-json-schema-validator');
const {Fhir} = require('fhir');

const schema = new SchemaValidator();
const fhir = new Fhir();
const resources = fs.readFileSync(process.argv[2], 'utf8')
    .split('\n').filter(line => line).map(line => JSON.parse(line));
let n = 0;

function ok(isGood, what, why) {
    n++;
    console.log(`${isGood ? 'ok' : 'not ok'} ${n} - ${what}`);
    if (!isGood) {
        process.exitCode = 1;
        console.log(`# ${why || 'no'}`);
    }
}

function faultOf(resource) {
    const found = schema.validate(resource);
    if (found.length > 0)
        return JSON.stringify(found[0]).slice(0, 300);
    const said = fhir.validate(resource, {errorOnUnexpected: true});
    return said.valid ? '' : JSON.stringify(said.messages[0]).slice(0, 300);
}

const faults = resources.map(faultOf).filter(fault => fault);
ok(resources.length > 10000, `${resources.length} resources`);
ok(faults.length === 0, 'both validators take all of them', faults[0]);
ok(new Set(resources.map(r => r.id)).size === resources.length,
    'no id comes twice');
const masked = resources.filter(r => /"masked"/.test(JSON.stringify(r)));
ok(masked.length > 0 && !masked.some(r =>
    /"count"|"value":[0-9]/.test(JSON.stringify(r))),
'what was suppressed has neither a value nor a count');

const broken = {
    'no status': r => { delete r.status; },
    'a type that is none': r => { r.type = 'yearly'; },
    'a period of no date': r => { r.period.start = 'January'; },
    'a member that FHIR does not know': r => { r.figure = 1; },
    'a count that is a text': r => { r.group[0].population[0].count = '1'; }
};
for (const [what, breakIt] of Object.entries(broken)) {
    const copy = JSON.parse(JSON.stringify(
        resources.find(r => r.group[0].population)));
    breakIt(copy);
    ok(faultOf(copy) !== '', `they find ${what}`);
}
ok(process.argv[3] === 'same', 'the year out of FHIR has the same figures');
for (const file of process.argv.slice(4)) {
    const lines = fs.readFileSync(file, 'utf8').split('\n').filter(l => l);
    const step = Math.ceil(lines.length / 500);
    const some = lines.filter((_, i) => i % step === 0)
        .map(line => JSON.parse(line));
    const found = some.map(faultOf).filter(fault => fault);
    ok(some.length > 0 && found.length === 0, `both take ${some.length} ` +
        `${some[0] && some[0].resourceType} resources of ${lines.length}`,
    found[0]);
}
console.log(`1..${n}`);
