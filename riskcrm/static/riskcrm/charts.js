/* Pictures of figures. Each reads its figures from the JSON block beside it; the same figures stand
   in a table below for those who cannot or do not want to see the picture. ECharts is fetched only
   by pages that show one. */
(() => {
  "use strict";
  const source = document.currentScript.dataset.echarts;
  const INK = "#1c2430";
  const SOFT = "#566070";
  const LINE = "#e3e7ed";
  const TONES = {
    low: "#2f8f58",
    medium: "#d08700",
    high: "#c0352c",
    unrated: "#a7afba",
    "age-0": "#9db7d8",
    "age-1": "#f0cf87",
    "age-2": "#e5a84b",
    "age-3": "#d47d33",
    "age-4": "#bf4f2b",
    "age-5": "#962f26",
    "age-6": "#66201d",
    none: "#b9c2cf",
  };
  const PLAIN = ["#3f6fae", "#9db7d8", "#7a8798", "#c2a45f", "#5f9c93", "#8d7ab0"];
  const SHAPES = { low: "circle", medium: "triangle", high: "rect", unrated: "emptyCircle" };
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const charts = new Map();
  let loading = null;

  function library() {
    if (window.echarts) return Promise.resolve();
    loading ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = source;
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
    return loading;
  }

  // figures as the page's language writes them: 25M in English, 2,500万 in Chinese
  const language = document.documentElement.lang || "en";
  const number = (value) => (value === null || value === undefined ? null : Number(value));
  const format = (value) =>
    value === null || value === undefined
      ? "–"
      : Number(value).toLocaleString(language, { maximumFractionDigits: 2 }).replace("-", "−");
  const points = (value) =>
    Number(value).toLocaleString(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).replace("-", "−");
  const short = (value) =>
    Math.abs(value) >= 10000
      ? Number(value).toLocaleString(language, { notation: "compact", maximumFractionDigits: 1 })
      : format(value);
  // room for the words of an axis: they break into lines, between words, rather than being cut or left out
  const axisWords = (width) => {
    const line = new RegExp(`(.{1,${Math.max(4, Math.floor(width / 7))}})(?: |$)`, "g");
    const formatter = (words) => words.replace(line, "$1\n").trim();
    return { interval: 0, width, overflow: "break", hideOverlap: false, formatter };
  };
  const colour = (tone, at) => TONES[tone] || PLAIN[at % PLAIN.length];
  const escape = (text) => String(text).replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

  const base = () => ({
    animation: !still,
    animationDuration: 300,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: INK, fontSize: 12 },
    tooltip: {
      confine: true,
      transitionDuration: 0,
      textStyle: { color: INK, fontSize: 12 },
      valueFormatter: format,
    },
    grid: {
      left: 8,
      right: 16,
      top: 28,
      bottom: 4,
      outerBoundsMode: "same",
      outerBoundsContain: "axisLabel",
    },
  });
  const categoryAxis = (categories, more = {}) => ({
    type: "category",
    data: categories,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: LINE } },
    axisLabel: { color: SOFT, hideOverlap: true },
    ...more,
  });
  const valueAxis = (unit) => ({
    type: "value",
    name: unit || "",
    nameTextStyle: { color: SOFT, align: "left" },
    axisLabel: { color: SOFT, formatter: short },
    splitLine: { lineStyle: { color: "#eef1f5" } },
  });
  const legend = (names) =>
    names.length > 1
      ? { top: 0, right: 0, itemWidth: 12, itemHeight: 10, textStyle: { color: SOFT }, type: "scroll" }
      : { show: false };

  function bars(data, box) {
    const flat = Boolean(data.horizontal);
    const room = (box.clientWidth - 70) / data.categories.length;
    const upright = room < 52 ? { interval: 0, rotate: 60, hideOverlap: false } : axisWords(room - 4);
    const names = categoryAxis(data.categories, {
      inverse: flat,
      axisLabel: { color: SOFT, ...(flat ? { interval: 0, hideOverlap: false } : upright) },
    });
    const values = valueAxis(data.unit);
    return {
      ...base(),
      grid: data.series.length > 1 || data.unit ? base().grid : { ...base().grid, top: 8 },
      tooltip: { ...base().tooltip, trigger: "axis", axisPointer: { type: "shadow" } },
      legend: legend(data.series.map((series) => series.name)),
      xAxis: flat ? { ...values, splitNumber: 3 } : names,
      yAxis: flat ? names : values,
      series: data.series.map((series, at) => ({
        type: "bar",
        name: series.name,
        stack: "all",
        barMaxWidth: flat ? 18 : 48,
        data: series.values.map((value, index) => ({
          value: number(value),
          itemStyle: { color: colour(series.tones?.[index] || series.tone, at) },
        })),
        itemStyle: { color: colour(series.tone, at) },
      })),
    };
  }

  // days lie as far apart as they are; the first and the last are always written
  const stamp = (day) => new Date(`${day}T00:00`).getTime();
  const iso = (time) => window.echarts.time.format(time, "{yyyy}-{MM}-{dd}", false);
  function timeAxis(days, box) {
    const [first, last] = [stamp(days[0]), stamp(days.at(-1))];
    const steps = Math.max(1, Math.min(5, Math.floor(box.clientWidth / 120) - 1));
    const ticks = Array.from({ length: steps + 1 }, (_, at) => stamp(iso(first + ((last - first) * at) / steps)));
    return {
      type: "time",
      min: first,
      max: last,
      axisTick: { customValues: ticks },
      axisLine: { lineStyle: { color: LINE } },
      axisLabel: { color: SOFT, customValues: ticks, formatter: iso, alignMinLabel: "left", alignMaxLabel: "right" },
      splitLine: { show: false },
    };
  }

  function line(data, box) {
    // words of neighbours stand on two heights, so that they do not cover each other
    const marks = (data.marks || []).map((mark, at) => ({
      xAxis: mark.at,
      label: { formatter: mark.text, distance: at % 2 ? 15 : 3 },
    }));
    for (const bound of data.bounds || []) {
      marks.push({
        yAxis: bound.at,
        lineStyle: { color: TONES[bound.tone], type: "solid" },
        label: { formatter: bound.text, position: "insideEndTop", distance: 2, color: SOFT },
      });
    }
    const time = Boolean(data.time);
    return {
      ...base(),
      tooltip: {
        ...base().tooltip,
        trigger: "axis",
        axisPointer: time ? { label: { formatter: (hit) => iso(hit.value) } } : {},
      },
      legend: legend(data.series.map((series) => series.name)),
      xAxis: time
        ? timeAxis(data.categories, box)
        : categoryAxis(data.categories, { boundaryGap: data.categories.length < 3 }),
      yAxis: { ...valueAxis(data.unit), min: data.min ?? null, max: data.max ?? null },
      series: data.series.map((series, at) => ({
        type: "line",
        name: series.name,
        symbolSize: 7,
        step: series.steps ? "end" : false,
        connectNulls: false,
        lineStyle: { width: 2, color: colour(series.tone, at) },
        itemStyle: { color: colour(series.tone, at) },
        data: series.values.map((value, index) => {
          const tone = series.tones?.[index];
          const point = time ? [stamp(data.categories[index]), number(value)] : number(value);
          return tone
            ? { value: point, symbol: SHAPES[tone], symbolSize: 9, itemStyle: { color: TONES[tone] } }
            : point;
        }),
        markLine:
          at === 0 && marks.length
            ? { symbol: "none", silent: true, lineStyle: { color: SOFT, type: "dashed" }, data: marks }
            : undefined,
      })),
    };
  }

  function waterfall(data, box) {
    const values = data.values.map((value) => number(value) ?? 0);
    const starts = [];
    let sum = 0;
    for (const value of values) {
      starts.push(Math.min(sum, sum + value));
      sum += value;
    }
    const categories = [...data.categories, data.total];
    const rows = [...values, number(data.sum) ?? sum];
    starts.push(0);
    return {
      ...base(),
      tooltip: {
        ...base().tooltip,
        trigger: "axis",
        axisPointer: { type: "shadow" },
        formatter: (hits) => `${escape(categories[hits[0].dataIndex])}: <b>${points(rows[hits[0].dataIndex])}</b>`,
      },
      grid: { ...base().grid, top: 4, right: 44 },
      xAxis: valueAxis(),
      yAxis: categoryAxis(categories, {
        inverse: true,
        axisLabel: { color: INK, lineHeight: 14, ...axisWords(Math.min(220, box.clientWidth * 0.42)) },
      }),
      series: [
        { type: "bar", stack: "all", silent: true, itemStyle: { color: "transparent" }, data: starts, emphasis: { disabled: true } },
        {
          type: "bar",
          stack: "all",
          barMaxWidth: 16,
          data: rows.map((value, at) => ({
            value: Math.abs(value),
            itemStyle: { color: at === rows.length - 1 ? "#566070" : value < 0 ? TONES.none : TONES["age-4"] },
          })),
          label: { show: true, position: "right", color: INK, formatter: (hit) => points(rows[hit.dataIndex]) },
        },
      ],
    };
  }

  function donut(data) {
    return {
      ...base(),
      tooltip: { ...base().tooltip, trigger: "item" },
      legend: {
        orient: "vertical",
        right: 0,
        top: "middle",
        itemWidth: 12,
        itemHeight: 10,
        textStyle: { color: INK },
        data: data.items.map((item) => ({ name: item.name, icon: SHAPES[item.tone] || "roundRect" })),
      },
      series: [
        {
          type: "pie",
          radius: ["55%", "85%"],
          center: ["32%", "50%"],
          label: { show: false },
          itemStyle: { borderColor: "#fff", borderWidth: 2 },
          data: data.items.map((item, at) => ({
            name: item.name,
            value: number(item.value),
            itemStyle: { color: colour(item.tone, at) },
          })),
        },
      ],
    };
  }

  function sankey(data) {
    // names come twice, at the left and at the right: places tell them apart
    return {
      ...base(),
      tooltip: { ...base().tooltip, trigger: "item" },
      series: [
        {
          type: "sankey",
          left: 8,
          right: 90,
          draggable: false,
          label: { color: INK, formatter: (hit) => data.nodes[Number(hit.name)].name },
          tooltip: {
            formatter: (hit) =>
              hit.dataType === "edge"
                ? `${escape(data.items[hit.dataIndex].name)}: <b>${hit.value}</b>`
                : escape(data.nodes[Number(hit.name)].name),
          },
          data: data.nodes.map((node, at) => ({ name: String(at), depth: node.depth, itemStyle: { color: colour(node.tone, at) } })),
          links: data.items.map((item) => ({ source: String(item.source), target: String(item.target), value: number(item.value) })),
          lineStyle: { color: "source", opacity: 0.35 },
        },
      ],
    };
  }

  const KINDS = { bars, line, waterfall, donut, sankey };

  function linkOf(kind, data, at) {
    if (kind === "donut" || kind === "sankey") return data.items[at]?.link;
    return data.links?.[at];
  }

  function draw(box) {
    if (charts.has(box)) return;
    const block = document.getElementById(box.dataset.source);
    if (!block) return;
    const kind = box.dataset.chart;
    const data = JSON.parse(block.textContent);
    if (kind === "waterfall") box.style.height = `${(data.categories.length + 1) * (box.clientWidth < 480 ? 32 : 26) + 40}px`;
    const chart = window.echarts.init(box, null, { renderer: "svg" });
    chart.setOption(KINDS[kind](data, box));
    chart.on("click", (hit) => {
      if (kind === "sankey" && hit.dataType !== "edge") return;
      const link = linkOf(kind, data, hit.dataIndex);
      if (link) location.assign(link);
    });
    charts.set(box, chart);
  }

  function drawAll(root) {
    const boxes = [...root.querySelectorAll("[data-chart]")];
    if (!boxes.length) return;
    library().then(() => boxes.filter((box) => box.isConnected).forEach(draw));
  }

  function forgetGone() {
    for (const [box, chart] of charts) {
      if (box.isConnected) continue;
      chart.dispose();
      charts.delete(box);
    }
  }

  let waiting = 0;
  addEventListener("resize", () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(() => charts.forEach((chart) => chart.resize()));
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    forgetGone();
    drawAll(event.target.parentElement || document);
  });
  drawAll(document);
})();
