// browser.js FOLDER [PICTURES] - the published pages in headless Chromium:
// no request, no message, nothing wider than the window, no fault that axe
// finds, the keyboard reaches every link, and in print no plot is cut. With
// PICTURES, what was looked at goes there. Prints TAP.
'use strict';
const fs = require('fs');
const os = require('os');
const path = require('path');
const puppeteer = require('puppeteer-core');
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const [folder, pictures] = process.argv.slice(2);
const user = fs.mkdtempSync(path.join(os.tmpdir(), 'check-report-'));
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic',
	'--no-first-run', '--disable-background-networking',
	'--disable-component-update', '--disable-sync'];
let n = 0, failed = 0;

function ok(what, faults)
{
	n++;
	failed += faults.length > 0;
	console.log(`${faults.length ? 'not ok' : 'ok'} ${n} - ${what}`);
	for (const fault of faults.slice(0, 8))
		console.log(`# ${String(fault).slice(0, 400)}`);
}

// Whatever reaches beyond the window, but for what scrolls by itself.
function tooWide()
{
	const faults = [];
	const wide = document.documentElement.scrollWidth;
	if (wide > window.innerWidth)
		faults.push(`the page is ${wide} px wide`);
	for (const e of document.querySelectorAll('body *')) {
		const box = e.getBoundingClientRect();
		if (e.closest('.wide, .unseen, .skip') || !box.width)
			continue;
		if (box.right > window.innerWidth + 1 || box.left < -1)
			faults.push(`${e.tagName} ${e.className} ${box.left} to ${box.right}`);
	}
	return faults;
}

// A row's plot must not be cut by its cell, nor lie over its neighbour.
function cutPlots()
{
	const faults = [];
	for (const svg of document.querySelectorAll('td.plot > svg, figure > svg')) {
		const box = svg.getBoundingClientRect();
		if (box.width < 20 || box.height < 3)
			faults.push(`a plot of ${box.width} x ${box.height}`);
	}
	return faults;
}

async function tabs(page)
{
	const want = await page.evaluate(() => [...document.querySelectorAll(
		'a[href], summary, [tabindex="0"]')].filter((e) =>
		!e.closest('details:not([open])') || e.tagName === 'SUMMARY').length);
	const seen = new Set();
	for (let i = 0; i < want + 5; i++) {
		await page.keyboard.press('Tab');
		seen.add(await page.evaluate(() => {
			const all = [...document.querySelectorAll('*')];
			return all.indexOf(document.activeElement);
		}));
	}
	seen.delete(-1);
	return seen.size < want ? [`${seen.size} of ${want} reached`] : [];
}

async function look(browser, file, scheme, width)
{
	const page = await browser.newPage();
	const messages = [], requests = [];
	const what = `${file}, ${scheme}, ${width} px`;

	page.on('console', (m) => messages.push(m.text()));
	page.on('pageerror', (e) => messages.push(e.message));
	page.on('request', (r) => requests.push(r.url()));
	await page.setViewport({ width, height: 900 });
	await page.emulateMediaFeatures(
		[{ name: 'prefers-color-scheme', value: scheme }]);
	await page.goto(`file://${folder}/${file}`);
	ok(`${what}: no request but the page`, requests.slice(1));
	ok(`${what}: no message`, messages);
	ok(`${what}: nothing too wide`, await page.evaluate(tooWide));
	ok(`${what}: no plot without size`, await page.evaluate(cutPlots));
	if (pictures) // a picture may not be larger than the browser can draw
		await page.screenshot({ fullPage: file !== 'definitions.html', path: path.join(pictures,
			`${file.replace(/[/.]/g, '-')}-${scheme}-${width}.png`) });
	await page.close();

	// axe is a script, which the page's own policy would refuse
	const open = await browser.newPage();
	await open.setBypassCSP(true);
	await open.setViewport({ width, height: 900 });
	await open.emulateMediaFeatures(
		[{ name: 'prefers-color-scheme', value: scheme }]);
	await open.goto(`file://${folder}/${file}`);
	await open.evaluate(axe);
	const { violations } = await open.evaluate(() => window.axe.run(
		{ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
	ok(`${what}: axe finds nothing`, violations.map((v) =>
		`${v.id}: ${v.help}; ${v.nodes.length}: ${v.nodes[0].html}`));
	await open.close();
}

async function print(browser, file)
{
	const page = await browser.newPage();
	await page.emulateMediaFeatures(
		[{ name: 'prefers-color-scheme', value: 'dark' }]);
	await page.goto(`file://${folder}/${file}`);
	await page.emulateMediaType('print');
	const ground = await page.evaluate(() =>
		getComputedStyle(document.documentElement).backgroundColor);
	ok(`${file}, print: light`,
		ground === 'rgb(255, 255, 255)' ? [] : [ground]);
	await page.setViewport({ width: 688, height: 1000 }); // A4 less margins
	ok(`${file}, print: nothing too wide`, await page.evaluate(() => {
		const faults = [];
		for (const e of document.querySelectorAll('table, figure')) {
			const box = e.getBoundingClientRect();
			if (box.right > window.innerWidth + 1)
				faults.push(`${e.tagName} to ${box.right}: ${e.textContent.slice(0, 60)}`);
		}
		return faults;
	}));
	ok(`${file}, print: no mark and no number of an axis is cut`,
		await page.evaluate(() => {
			const faults = [];
			for (const e of document.querySelectorAll('td.plot use, th.plot text')) {
				const box = e.getBoundingClientRect();
				if (box.right > window.innerWidth || box.left < 0)
					faults.push(`${e.tagName} ${e.textContent} ${box.left} to ${box.right}`);
			}
			return faults;
		}));
	if (pictures)
		await page.pdf({ path: path.join(pictures,
			`${file.replace(/[/.]/g, '-')}.pdf`), preferCSSPageSize: true });
	await page.close();
}

(async () => {
	const browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
		headless: true, args: flags, userDataDir: user });
	const clinic = fs.readdirSync(`${folder}/clinics`).sort()[0];
	for (const file of ['report.html', `clinics/${clinic}`, 'definitions.html']) {
		for (const scheme of ['light', 'dark'])
			await look(browser, file, scheme, 1280);
		await look(browser, file, 'light', 360);
		await print(browser, file);
		const page = await browser.newPage();
		await page.goto(`file://${folder}/${file}`);
		ok(`${file}: the keyboard reaches everything`, await tabs(page));
		await page.close();
	}
	await browser.close();
	fs.rmSync(user, { recursive: true, force: true });
	console.log(`1..${n}`);
	process.exitCode = failed > 0 ? 1 : 0;
})().catch((e) => {
	console.log(`Bail out! ${e.message}`);
	process.exitCode = 2;
});
