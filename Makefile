# What a developer types. A user needs Go alone: go run ./cmd/webapp

.PHONY: run test check generate bench screenshots presets

run:
	go run ./cmd/webapp

test:
	go test ./...

check: ## what the CI runs
	bash .ci/run

generate: ## HTML from templ, the bundle from TypeScript and CSS (needs Node for npm ci), assembly
	go run -C asm .
	go tool templ generate -path web
	cd assets && npm ci --no-audit --no-fund && npm run check
	go run ./assets/build

bench:
	go test -run '^$$' -bench . -benchtime 2s ./fourier ./noise ./stimuli ./retina ./stdp ./cortex ./analysis ./experiment

presets: ## docs/presets/*.png, the figure of each preset
	go build -o $${TMPDIR:-/tmp}/striate-presets ./cmd/webapp
	for p in six-sequences:sequences nine-sequences-noise:sequences two-layers:sequences predictive:sequences five-to-one:sequences cloud-to-ring:sequences \
	  film:orientation static-ring:raster delays:delays coba:raster adex-rs-fs:raster ring-1200:sequences; do \
	  $${TMPDIR:-/tmp}/striate-presets run $${p%%:*} --export png --out $${TMPDIR:-/tmp}/striate-presets-out/$${p%%:*} >/dev/null && cp $${TMPDIR:-/tmp}/striate-presets-out/$${p%%:*}/figures/$${p##*:}.png docs/presets/$${p%%:*}.png; done

screenshots: ## docs/*.png, from a real browser
	REQUIRE_BROWSER=1 UPDATE_SCREENSHOTS=1 go test ./e2e -run TestScreenshots -count 1
