# planchat: `make help` lists what there is to do.

PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3)
PORT = 7860
BIND = 127.0.0.1
PLANS = corpus/*.txt

VENV := .venv
BIN := $(VENV)/bin
STATE := $(or $(PLANCHAT_HOME),data)
# Named on the same command line as the rest, torch comes as the CPU build where the machine has one.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt torch==2.13.0
READING := $(wildcard ingest/*.py ingest/*/*.py corpus/reference/*.yaml)

# $(call debian,PACKAGES): install Debian packages where that is allowed, else name the one command.
debian = if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(1) >/dev/null; \
	else echo "Cần chạy trước / run this first: sudo apt-get install $(1)" >&2; exit 1; fi

.DELETE_ON_ERROR:
.PHONY: chat ask ingest test lint eval bench scans screenshots clean help

chat: $(STATE)/.shipped ## Mở trang hỏi đáp / open the chat (PORT=7860)
	@exec $(BIN)/planchat chat --host "$(BIND)" --port "$(PORT)"

ask: $(STATE)/.shipped ## Hỏi trong cửa sổ lệnh / ask in the terminal: make ask Q="…"
	@test -n "$$Q" || { echo 'make ask Q="Sở Công Thương Lai Châu có nhiệm vụ gì?"' >&2; exit 2; }
	@$(BIN)/planchat ask -- "$$Q"

ingest: $(STATE)/.shipped ## Nạp các kế hoạch kèm theo / add the shipped plans

test: $(VENV)/.dev .debian ## Chạy mọi kiểm tra / run every check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest

lint: $(VENV)/.dev ## Chỉ kiểm tra mã / only lint, format and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

eval: $(STATE)/.shipped ## Đo chất lượng trên bộ câu hỏi / measure quality on the question set
	$(BIN)/planchat eval --out reports

bench: $(VENV)/.dev ## Đo thời gian và bộ nhớ / measure time and memory
	$(BIN)/python tests/aids/bench.py

scans: $(VENV)/.dev .debian ## Đo việc đọc bản quét / measure how scans are read
	$(BIN)/python tests/aids/scans.py

screenshots: $(VENV)/.dev .debian ## Chụp trang vào docs / take the page's pictures into docs
	PLANCHAT_TEST_HOME="$(STATE)/screenshots" $(BIN)/python tests/ui/screenshots.py docs

clean: ## Xóa môi trường và tệp tạm, giữ kho / remove the environment and caches, keep the library
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache build dist reports *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## Liệt kê các lệnh / list the commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

$(VENV)/.installed: pyproject.toml constraints.txt
	@$(venv)
	@echo "Đang cài các gói, khoảng một đến hai phút / installing the packages, a minute or two"
	$(INSTALL) -e .
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt
	@$(venv)
	@echo "Đang cài các gói, khoảng hai phút / installing the packages, some two minutes"
	$(INSTALL) -e '.[dev]'
	@touch $(VENV)/.installed $@

$(STATE)/.shipped: $(VENV)/.installed $(READING) $(wildcard $(PLANS))
	$(BIN)/planchat ingest $(PLANS)
	@touch $@

# The environment, with a Python that fits and with pip (Debian keeps it in a package of its own).
define venv
	if [ -z "$(PYTHON)" ] || ! "$(PYTHON)" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))'; then \
	echo "Cần Python 3.11 hoặc 3.12 / needs Python 3.11 or 3.12: make … PYTHON=python3.11" >&2; exit 1; fi; \
	"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { $(call debian,python3-venv); }; \
	"$(PYTHON)" -m venv $(VENV)
endef

# A browser for its tests, fonts with Vietnamese letters for the PDFs that tests write, what reads scans,
# and LibreOffice for DOC, ODT and RTF (half a minute, and half a gigabyte of disk).
.PHONY: .debian
.debian:
	@if [ ! -x /usr/bin/chromium ] || [ ! -f /usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf ] \
	|| [ ! -f /usr/share/fonts/truetype/noto/NotoSerif-Regular.ttf ] || [ ! -x /usr/bin/tesseract ] \
	|| ! tesseract --list-langs | grep -qx vie || ! command -v soffice >/dev/null; then \
	$(call debian,chromium fonts-dejavu-core fonts-noto-core tesseract-ocr tesseract-ocr-vie libreoffice-writer-nogui); fi
