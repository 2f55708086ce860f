#version 440
// The shadow of a rounded rectangle, drawn by its distance: no texture, no blur passes.

layout(location = 0) in vec2 qt_TexCoord0;
layout(location = 0) out vec4 fragColor;
layout(std140, binding = 0) uniform buf {
    mat4 qt_Matrix;
    float qt_Opacity;
    float radius;
    float blur;
    vec2 room;
    vec2 box;
    vec4 color;
};

void main() {
    vec2 beyond = abs((qt_TexCoord0 - 0.5) * room) - box * 0.5 + radius;
    float away = length(max(beyond, 0.0)) + min(max(beyond.x, beyond.y), 0.0) - radius;
    fragColor = color * (1.0 - smoothstep(-0.9 * blur, 0.75 * blur, away)) * qt_Opacity;
}
