# syntax=docker/dockerfile:1

# ── Built with everything, development dependencies included ──
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# Our own prepare step needs the sources, which come next; no dependency's script is wanted.
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build
# Out goes what only building and testing need; the generated database client stays in node_modules/.prisma.
# npm keeps prisma and typescript because the client names them as optional companions; at run time nothing asks for them.
RUN npm prune --omit=dev --ignore-scripts \
  && rm -rf node_modules/prisma node_modules/typescript node_modules/@prisma/engines node_modules/effect \
  # Of the fonts of PDFs only the weights that src/pdf/fonts.ts reads.
  && find node_modules/@expo-google-fonts -name '*.ttf' ! -path '*/400Regular*' ! -path '*/700Bold*' -delete

# ── Runs with production dependencies only, as a user without rights ──
FROM node:24-bookworm-slim
ENV NODE_ENV=production \
    DATA_DIR=/data
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/views ./views
COPY --from=build /app/prisma/migrations ./prisma/migrations
COPY --from=build /app/src/admin/datamodel.json ./src/admin/datamodel.json
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000
# The port is closed while a first start migrates: in that time nobody may take it for dead. The first yes ends it.
HEALTHCHECK --interval=10s --timeout=5s --start-period=10m --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/readyz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/src/server.js"]
